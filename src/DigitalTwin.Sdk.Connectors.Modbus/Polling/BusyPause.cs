namespace DigitalTwin.Sdk.Connectors.Modbus;

/// <summary>Growing pauses of one request, or of one device. Times are those of <see cref="TimeProvider.GetTimestamp"/>, which no setting of a clock moves. Not thread-safe.</summary>
internal sealed class BusyPause(ReconnectOptions options, int seed, TimeProvider clock)
{
    private readonly Backoff _backoff = new(options, seed);
    private long _since;
    private TimeSpan _pause;
    private long _wellSince = clock.GetTimestamp();

    /// <summary>Whether it failed last.</summary>
    internal bool IsOn { get; private set; }

    /// <summary>Whether the pause is over, so that it may be tried again.</summary>
    internal bool MayTry => !IsOn || clock.GetElapsedTime(_since) >= _pause;

    /// <summary>It failed: begins the next pause.</summary>
    internal TimeSpan Begin()
    {
        if (!IsOn)
            _backoff.NoteHeld(clock.GetElapsedTime(_wellSince));
        IsOn = true;
        _since = clock.GetTimestamp();
        return _pause = _backoff.Next();
    }

    /// <summary>It works.</summary>
    /// <returns>Whether it did not before.</returns>
    internal bool End()
    {
        if (!IsOn)
            return false;
        IsOn = false;
        _wellSince = clock.GetTimestamp();
        return true;
    }
}
