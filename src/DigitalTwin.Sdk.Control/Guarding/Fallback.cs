namespace DigitalTwin.Sdk.Control;

/// <summary>What a write-back does when its guard is no longer satisfied: inputs stale or Bad, request unusable, interlock open (semantics F10). Immutable.</summary>
/// <remarks>
/// It acts only in mode <see cref="WriteBackMode.Closed"/>, once the write-back has accepted something, and never against a change from outside. It acts as soon as
/// a property that the guard looks at says so or grows too old; one that is derived, or set by the host's own code, is looked at once a second.
/// </remarks>
public sealed class Fallback
{
    private Fallback(FallbackKind kind, double value)
    {
        Kind = kind;
        Value = value;
    }

    /// <summary>Sends nothing and leaves the plant at what was sent last. The default.</summary>
    public static Fallback HoldLastAccepted { get; } = new(FallbackKind.Hold, double.NaN);

    /// <summary>Sends nothing and withdraws the desired value: the plant's own control has the say until a request passes the guard again.</summary>
    /// <remarks>It cannot switch the plant to local control; where the plant needs a signal for that, give it one.</remarks>
    public static Fallback Release { get; } = new(FallbackKind.Release, double.NaN);

    internal FallbackKind Kind { get; }

    internal double Value { get; }

    /// <summary>Goes to a safe value, within the limits and no faster than the slew limit.</summary>
    /// <remarks>
    /// It needs to know where it begins; once it knows, it does not stop because reports do, but goes on from the last value whose receipt was confirmed. What must
    /// happen without a link is for the machine itself to do.
    /// </remarks>
    /// <param name="value">The safe value, in the set-point's unit; must lie within the guard's limits.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is not finite.</exception>
    public static Fallback GoTo(double value) => double.IsFinite(value)
        ? new Fallback(FallbackKind.GoTo, value)
        : throw new ArgumentOutOfRangeException(nameof(value), value, "A safe value must be finite.");
}
