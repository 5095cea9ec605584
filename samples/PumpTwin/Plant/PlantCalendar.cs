namespace DigitalTwin.Sdk.Samples.PumpTwin;

/// <summary>
/// The twin's clock: its date and time are the plant's and move only when the plant says so; its timers are real, so that time-outs and
/// keep-alives of the network are not shortened 100,000 times. Thread-safe.
/// </summary>
internal sealed class PlantCalendar(DateTimeOffset start) : TimeProvider
{
    private long _ticks = start.UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Volatile.Read(ref _ticks), TimeSpan.Zero);

    internal void AdvanceTo(DateTimeOffset now) => Volatile.Write(ref _ticks, now.UtcTicks);
}
