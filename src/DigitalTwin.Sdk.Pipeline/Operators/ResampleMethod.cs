namespace DigitalTwin.Sdk.Pipeline;

/// <summary>
/// How <c>Resample</c> finds the value at a grid time t: from the samples next to it (the first four), or from all of the period that ends
/// there, after t - every up to t.
/// </summary>
public enum ResampleMethod
{
    /// <summary>
    /// On the straight line between the samples before and after it. For analogue signals. Waits for the sample after it. The default.
    /// </summary>
    Linear,

    /// <summary>The last sample at or before it. For switches, states and set-points, where nothing lies between two values.</summary>
    Previous,

    /// <summary>The first sample at or after it.</summary>
    Next,

    /// <summary>The sample nearest to it; of two equally near the earlier.</summary>
    Nearest,

    /// <summary>Mean over time of the signal between its samples: its integral over the covered time, divided by that time.</summary>
    TimeWeightedMean,

    /// <summary>Integral over the covered time, in the unit of the property times seconds.</summary>
    Integral,

    /// <summary>Arithmetic mean of the samples, however they lie in time.</summary>
    Mean,

    /// <summary>The smallest value.</summary>
    Minimum,

    /// <summary>The largest value.</summary>
    Maximum,

    /// <summary>The earliest value.</summary>
    First,

    /// <summary>The latest value.</summary>
    Last,

    /// <summary>How many samples there are.</summary>
    Count,

    /// <summary>Sum of the values.</summary>
    Sum,
}
