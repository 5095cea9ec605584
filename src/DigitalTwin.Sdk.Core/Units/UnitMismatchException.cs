namespace DigitalTwin.Sdk;

/// <summary>Two units of different dimensions met, for instance bar and metre.</summary>
public sealed class UnitMismatchException : InvalidOperationException
{
    /// <summary>Makes the exception with the usual text.</summary>
    /// <param name="from">The unit at hand.</param>
    /// <param name="to">The unit wanted.</param>
    public UnitMismatchException(UnitOfMeasure from, UnitOfMeasure to)
        : base($"'{from}' (dimension {from?.Dimension}) and '{to}' (dimension {to?.Dimension}) do not convert into each other.")
    {
    }

    /// <summary>Makes the exception.</summary>
    public UnitMismatchException()
    {
    }

    /// <summary>Makes the exception with a text of your own.</summary>
    /// <param name="message">What went wrong and where.</param>
    public UnitMismatchException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with a text of your own and the cause.</summary>
    /// <param name="message">What went wrong and where.</param>
    /// <param name="innerException">What caused it.</param>
    public UnitMismatchException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
