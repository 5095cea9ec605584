namespace DigitalTwin.Sdk.Pipeline;

/// <summary>What <c>Rolling</c> computes of the Good samples in its window.</summary>
public enum RollingStatistic
{
    /// <summary>Arithmetic mean of the values.</summary>
    Mean,

    /// <summary>Sample standard deviation (divided by n - 1); there is none of a single value.</summary>
    StandardDeviation,

    /// <summary>The smallest value.</summary>
    Minimum,

    /// <summary>The largest value.</summary>
    Maximum,

    /// <summary>The median; of an even number of values the mean of the two in the middle.</summary>
    Median,

    /// <summary>Slope of the least-squares line through values over event times, in the unit of the property per second; there is none of a single value.</summary>
    Slope,

    /// <summary>How many samples there are.</summary>
    Count,
}
