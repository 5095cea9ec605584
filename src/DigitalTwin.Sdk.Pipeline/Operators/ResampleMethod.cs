namespace DigitalTwin.Sdk.Pipeline;

/// <summary>How <c>Resample</c> finds the value at a grid time.</summary>
public enum ResampleMethod
{
    /// <summary>
    /// On the straight line between the samples before and after it. For analogue signals. Waits for the sample after it. The default.
    /// </summary>
    Linear,

    /// <summary>The last sample at or before it. For switches, states and set-points, where nothing lies between two values.</summary>
    Previous,
}
