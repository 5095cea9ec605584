namespace DigitalTwin.Sdk;

/// <summary>A mistake in using a twin or a graph; says which twin and property.</summary>
public class TwinException : InvalidOperationException
{
    /// <summary>Makes the exception.</summary>
    public TwinException()
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What went wrong and where.</param>
    public TwinException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What went wrong and where.</param>
    /// <param name="innerException">What caused it.</param>
    public TwinException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">What went wrong.</param>
    /// <param name="twinId">The twin.</param>
    /// <param name="property">The property or relationship; null if it concerns the whole twin.</param>
    public TwinException(string message, string twinId, string? property)
        : base(message)
    {
        TwinId = twinId;
        PropertyName = property;
    }

    /// <summary>The twin; null if unknown.</summary>
    public string? TwinId { get; }

    /// <summary>The property or relationship; null if it concerns the whole twin.</summary>
    public string? PropertyName { get; }
}
