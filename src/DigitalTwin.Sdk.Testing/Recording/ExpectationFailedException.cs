namespace DigitalTwin.Sdk.Testing;

/// <summary>What a test expected did not happen; the message tells what happened instead.</summary>
public sealed class ExpectationFailedException : Exception
{
    /// <summary>Makes the exception with a general text.</summary>
    public ExpectationFailedException()
        : base("What the test expected did not happen.")
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What was expected and what happened instead.</param>
    public ExpectationFailedException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with a cause.</summary>
    /// <param name="message">What was expected and what happened instead.</param>
    /// <param name="innerException">What caused it; may be null.</param>
    public ExpectationFailedException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
