namespace DigitalTwin.Sdk.Protocols.Modbus;

/// <summary>How a client works. Copied when the client is made.</summary>
public sealed class ModbusClientOptions
{
    /// <summary>How long an answer may take from the moment its request is sent. One second by default; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long opening the link may take. Five seconds by default.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How many requests may be on their way at the same time, 1 to 64. One by default, which every device understands; more only where the device allows
    /// it (Messaging on TCP/IP V1.0b, clause 4.3.1). Serial lines and RTU over TCP have no numbers to tell answers apart and always take one.
    /// </summary>
    public int MaxInFlight { get; set; } = 1;

    /// <summary>How many requests may wait for their turn. 1,024 by default; one more fails at once.</summary>
    public int MaxWaiting { get; set; } = 1024;

    /// <summary>
    /// For how long a thread may poll for an answer before it waits without using the processor. 100 µs by default; what does not pay is given up by itself.
    /// Zero for never. Plain TCP only.
    /// </summary>
    public TimeSpan SpinAtMost { get; set; } = TimeSpan.FromMicroseconds(100);

    /// <summary>
    /// How long a line that has no numbers is left alone after a time-out, so that a late answer is not taken for that of the next request. Null, the default,
    /// for as long as <see cref="Timeout"/>, at most two seconds.
    /// </summary>
    public TimeSpan? LateAnswerWindow { get; set; }

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    internal ModbusClientOptions Checked()
    {
        Positive(Timeout, nameof(Timeout), mayBeInfinite: true);
        Positive(ConnectTimeout, nameof(ConnectTimeout), mayBeInfinite: true);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxInFlight, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxInFlight, 64);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxWaiting, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(SpinAtMost, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(LateAnswerWindow ?? TimeSpan.Zero, TimeSpan.Zero, nameof(LateAnswerWindow));
        ArgumentNullException.ThrowIfNull(TimeProvider);
        return (ModbusClientOptions)MemberwiseClone();
    }

    private static void Positive(TimeSpan value, string name, bool mayBeInfinite)
    {
        if (mayBeInfinite && value == System.Threading.Timeout.InfiniteTimeSpan)
            return;
        if (value <= TimeSpan.Zero || value > TimeSpan.FromDays(1))
            throw new ArgumentOutOfRangeException(name, value, "It must be above zero and one day at most.");
    }
}
