namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Checks of parameters.</summary>
internal static class Demand
{
    /// <summary>The same mistake, with the name of the signal for which it was made.</summary>
    internal static ArgumentException In(this ArgumentException error, string signal)
    {
        // What the class itself puts after the message it puts there again.
        var end = error.ParamName is null ? -1 : error.Message.IndexOf(" (Parameter '", StringComparison.Ordinal);
        var message = $"'{signal}': {(end < 0 ? error.Message : error.Message[..end])}";
        return error switch
        {
            ArgumentNullException => new ArgumentNullException(error.ParamName, message),
            ArgumentOutOfRangeException outside => new ArgumentOutOfRangeException(outside.ParamName, outside.ActualValue, message),
            _ => new ArgumentException(message, error.ParamName, error),
        };
    }

    /// <summary>The longest period, window or gap that an operator works with: so far sums of times stay within their range.</summary>
    internal static readonly TimeSpan Longest = TimeSpan.FromDays(36_525);

    /// <summary>Whether a time is one of the calendar, years 1 to 9999. What lies outside cannot be said as a <see cref="DateTimeOffset"/>.</summary>
    internal static bool IsOfCalendar(long ticks) => (ulong)ticks <= (ulong)DateTime.MaxValue.Ticks;

    internal static void RequireUsual(TimeSpan time, string name) => Require(time > TimeSpan.Zero && time <= Longest, time, name, "must be above 0 and at most 100 years");

    internal static void Require(bool isMet, object value, string name, string demand)
    {
        if (!isMet)
            throw new ArgumentOutOfRangeException(name, value, $"The {name} {demand}.");
    }
}
