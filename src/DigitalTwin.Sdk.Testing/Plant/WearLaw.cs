namespace DigitalTwin.Sdk.Testing;

/// <summary>How wear grows between its onset and its full extent, over the time that the pump would need at rated speed.</summary>
public enum WearLaw
{
    /// <summary>In equal steps: abrasion by clean abrasive flow.</summary>
    Linear,

    /// <summary>Slowly first, then faster and faster, (e³ˣ − 1)/(e³ − 1): damage that feeds on itself.</summary>
    Accelerating,
}
