namespace DigitalTwin.Sdk;

/// <summary>The level of a <see cref="Quality"/> without its reasons. A smaller number is a worse level.</summary>
public enum QualityLevel
{
    /// <summary>Nothing has been received yet.</summary>
    NoData = 0,

    /// <summary>The value must not be used.</summary>
    Bad = 1,

    /// <summary>The value may be used with care.</summary>
    Uncertain = 2,

    /// <summary>The value may be used.</summary>
    Good = 3,
}
