namespace DigitalTwin.Sdk.Connectors;

/// <summary>Kinds of what adds to a simulated signal.</summary>
internal enum SignalPartKind
{
    /// <summary>A wave.</summary>
    Sine,

    /// <summary>A slope.</summary>
    Ramp,

    /// <summary>A random walk.</summary>
    Walk,

    /// <summary>Noise.</summary>
    Noise,
}
