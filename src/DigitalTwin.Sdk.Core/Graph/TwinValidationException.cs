namespace DigitalTwin.Sdk;

/// <summary>A write breaks the twin's model; nothing of it was applied. Lists every violation.</summary>
public sealed class TwinValidationException : TwinException
{
    /// <summary>Makes the exception.</summary>
    public TwinValidationException()
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What went wrong and where.</param>
    public TwinValidationException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What went wrong and where.</param>
    /// <param name="innerException">What caused it.</param>
    public TwinValidationException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes the exception from what was found.</summary>
    /// <param name="twinId">The twin.</param>
    /// <param name="violations">What was found; at least one.</param>
    public TwinValidationException(string twinId, IReadOnlyList<Violation> violations)
        : base($"Twin '{twinId}' does not allow this: {string.Join("; ", (violations ?? []).Select(v => $"{v.Path}: {v.Message}"))}.", twinId, violations is [var first, ..] ? first.Path : null)
    {
        Violations = violations ?? [];
    }

    /// <summary>Everything that was found.</summary>
    public IReadOnlyList<Violation> Violations { get; } = [];
}
