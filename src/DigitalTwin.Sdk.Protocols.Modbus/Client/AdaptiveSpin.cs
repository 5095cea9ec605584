namespace DigitalTwin.Sdk.Protocols.Modbus.Client;

/// <summary>
/// Decides whether polling for an answer for some microseconds pays: on a fast link it spares two changes of threads a request, on a slow one it would only burn
/// the processor. Learns from whether the answer came in time; tries again now and then. Races between threads only make it learn a little less.
/// </summary>
internal sealed class AdaptiveSpin(TimeSpan most)
{
    private const int MostCredit = 8;

    // One attempt in so many although it has not paid lately.
    private const int Trial = 64;
    private readonly bool _isOn = most > TimeSpan.Zero && Environment.ProcessorCount > 1;
    private int _credit = MostCredit;
    private int _attempts;

    internal bool IsWorthwhile => _isOn && (_credit > 0 || ++_attempts % Trial == 0);

    // The machine's own timer, whatever clock the user has given: it bounds what is done now, and a clock that stands still would make it endless.
    internal static long Begin() => TimeProvider.System.GetTimestamp();

    internal bool GoesOn(long began) => TimeProvider.System.GetElapsedTime(began) < most;

    internal void End(bool hasPaid) => _credit = hasPaid ? Math.Min(_credit + 1, MostCredit) : Math.Max(_credit - 1, 0);
}
