namespace DigitalTwin.Sdk;

/// <summary>Makes samples where the type of the value is known from the value.</summary>
public static class Sample
{
    /// <summary>A good sample that arrived at the moment it was taken.</summary>
    /// <typeparam name="T">Type of the value.</typeparam>
    /// <param name="value">The value, in the unit of the property it belongs to.</param>
    /// <param name="time">Event time.</param>
    public static Sample<T> Good<T>(T value, DateTimeOffset time) => new(value, time, time, Quality.Good);

    /// <summary>A bad sample: at this time there was no usable value, for the reasons given.</summary>
    /// <typeparam name="T">Type of the value.</typeparam>
    /// <param name="value">What was received, kept for diagnosis; must not be used.</param>
    /// <param name="time">Event time.</param>
    /// <param name="reasons">Why; joined with <see cref="Quality.Bad"/>.</param>
    public static Sample<T> Bad<T>(T value, DateTimeOffset time, Quality reasons) => new(value, time, time, Quality.Bad | reasons.Reasons);
}
