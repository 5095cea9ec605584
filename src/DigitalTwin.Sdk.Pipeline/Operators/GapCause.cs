namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Why there was a gap.</summary>
public enum GapCause
{
    /// <summary>Nothing came.</summary>
    Silence,

    /// <summary>Samples came, and none of them was usable.</summary>
    Unusable,

    /// <summary>The link to the source was lost (<see cref="Quality.CommLoss"/>).</summary>
    LinkLost,
}
