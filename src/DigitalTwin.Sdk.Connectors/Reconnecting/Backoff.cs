namespace DigitalTwin.Sdk.Connectors;

/// <summary>Pauses between attempts: decorrelated jitter, sleep = min(cap, random(base, 3 × last sleep)) (Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015). Not thread-safe.</summary>
internal sealed class Backoff
{
    private readonly ReconnectOptions _options;
    private readonly Random _random;
    private TimeSpan _last;

    internal Backoff(ReconnectOptions options, int seed)
    {
        _options = options.Copy();
        _random = new Random(_options.Seed ?? seed);
        _last = _options.Minimum;
    }

    /// <summary>The next pause.</summary>
    internal TimeSpan Next()
    {
        var low = _options.Minimum.TotalSeconds;
        var pause = low + (_random.NextDouble() * Math.Max(0, (3 * _last.TotalSeconds) - low));
        _last = TimeSpan.FromSeconds(Math.Min(_options.Maximum.TotalSeconds, pause));
        return _last;
    }

    /// <summary>Notes how long the last connection held; pauses begin anew if it was healthy.</summary>
    internal void NoteHeld(TimeSpan held)
    {
        if (held >= _options.HealthyAfter)
            _last = _options.Minimum;
    }
}
