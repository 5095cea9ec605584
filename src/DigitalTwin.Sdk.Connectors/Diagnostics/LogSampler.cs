namespace DigitalTwin.Sdk.Connectors;

/// <summary>Lets the first of many like events be logged and then at most one a minute, with the number left out. Thread-safe.</summary>
internal sealed class LogSampler
{
    private readonly Lock _lock = new();
    private long _next = long.MinValue;
    private long _suppressed;

    /// <param name="ticks">Now, in UTC ticks.</param>
    /// <param name="suppressed">How many were left out since the last one logged.</param>
    internal bool ShouldLog(long ticks, out long suppressed)
    {
        lock (_lock)
        {
            suppressed = _suppressed;
            if (ticks < _next)
            {
                _suppressed++;
                return false;
            }

            _suppressed = 0;
            _next = ticks + TimeSpan.TicksPerMinute;
            return true;
        }
    }
}
