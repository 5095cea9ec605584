namespace DigitalTwin.Sdk.Analytics;

/// <summary>To which side of the expected a signal deviates.</summary>
public enum ShiftDirection
{
    /// <summary>To neither side.</summary>
    None,

    /// <summary>Above the expected.</summary>
    Up,

    /// <summary>Below the expected.</summary>
    Down,
}
