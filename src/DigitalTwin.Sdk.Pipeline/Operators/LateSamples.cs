namespace DigitalTwin.Sdk.Pipeline;

/// <summary>What <c>InOrder</c> does with a sample that comes after a newer one has been passed on.</summary>
public enum LateSamples
{
    /// <summary>Drop it and count it. The default: the output's event times rise strictly.</summary>
    Drop,

    /// <summary>
    /// Pass it on as at most <see cref="Quality.Uncertain"/> | <see cref="Quality.Stale"/> and count it; the output's event times may
    /// then go back.
    /// </summary>
    Flag,
}
