namespace DigitalTwin.Sdk;

/// <summary>A runtime is wired wrongly and was not started. Lists every problem found, not just the first.</summary>
public sealed class TwinConfigurationException : TwinException
{
    /// <summary>Makes the exception.</summary>
    public TwinConfigurationException()
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What went wrong and where.</param>
    public TwinConfigurationException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What went wrong and where.</param>
    /// <param name="innerException">What caused it.</param>
    public TwinConfigurationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes the exception from what was found.</summary>
    /// <param name="problems">What was found; at least one.</param>
    public TwinConfigurationException(IReadOnlyList<string> problems)
        : base($"The twin runtime was not started; {problems?.Count} problem(s):{Environment.NewLine}- {string.Join(Environment.NewLine + "- ", problems ?? [])}")
    {
        Problems = problems ?? [];
    }

    /// <summary>Everything that was found.</summary>
    public IReadOnlyList<string> Problems { get; } = [];
}
