namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Periods of the calendar. For hours and shorter use windows of fixed length.</summary>
public enum CalendarPeriod
{
    /// <summary>From midnight to midnight: 23, 24 or 25 hours where clocks are changed.</summary>
    Day,

    /// <summary>Seven days, from Monday unless told otherwise.</summary>
    Week,

    /// <summary>From the first of the month.</summary>
    Month,

    /// <summary>From the first of January, April, July or October.</summary>
    Quarter,

    /// <summary>From the first of January.</summary>
    Year,
}
