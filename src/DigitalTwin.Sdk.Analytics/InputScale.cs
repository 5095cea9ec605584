namespace DigitalTwin.Sdk.Analytics;

/// <summary>In which scale a detector's input comes.</summary>
public enum InputScale
{
    /// <summary>In sigmas around zero: what is expected has mean 0 and standard deviation 1. The default.</summary>
    Sigmas,

    /// <summary>In any unit: the detector takes mean and standard deviation from the warm-up, and keeps them.</summary>
    LearnedInWarmUp,
}
