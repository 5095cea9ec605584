namespace DigitalTwin.Sdk.Pipeline;

/// <summary>What <c>Resample</c> gives for a gap, once the gap has closed.</summary>
public enum GapPolicy
{
    /// <summary>Nothing. The default.</summary>
    Leave,

    /// <summary>
    /// One sample, <see cref="Quality.Bad"/> | <see cref="Quality.Stale"/>, at the first grid time without a value; its value is the
    /// last one before the gap and must not be used.
    /// </summary>
    EmitBad,
}
