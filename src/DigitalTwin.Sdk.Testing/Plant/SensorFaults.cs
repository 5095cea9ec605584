namespace DigitalTwin.Sdk.Testing;

/// <summary>The faults that one sensor of a <see cref="PumpPlant"/> shows at the moment.</summary>
[Flags]
public enum SensorFaults
{
    /// <summary>The sensor works as it should.</summary>
    None = 0,

    /// <summary>The value stands still.</summary>
    Freeze = 1,

    /// <summary>This one value is far off.</summary>
    Spike = 2,

    /// <summary>The value walks away from the truth.</summary>
    Drift = 4,

    /// <summary>The sensor sends nothing.</summary>
    Gap = 8,

    /// <summary>The value is noisier than usual.</summary>
    Noise = 16,

    /// <summary>The sensor's clock is wrong.</summary>
    ClockSkew = 32,
}
