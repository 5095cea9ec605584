using DigitalTwin.Sdk.Protocols.Modbus.Framing;

namespace DigitalTwin.Sdk.Protocols.Modbus.Client;

/// <summary>One open connection that carries frames with transaction numbers. One reader at a time; any number of senders.</summary>
internal abstract class TcpLink : IAsyncDisposable
{
    /// <summary>Whether <see cref="Poll"/> can tell at once whether something has come.</summary>
    internal abstract bool CanPoll { get; }

    /// <summary>What has been received and not been taken apart yet.</summary>
    internal MbapReader Received { get; } = new();

    /// <summary>Wakes the loop that reads when nobody else does.</summary>
    internal AutoResetSignal Signal { get; } = new();

    /// <summary>Why sending failed; null while it has not. Written under the channel's gate.</summary>
    internal string? Failure { get; set; }

    /// <summary>Nonzero while somebody reads.</summary>
    internal ref int Reader => ref _reader;

    /// <summary>When the last byte came or the last request was sent; timestamp of the clock.</summary>
    internal long LastUse { get; set; }

    private int _reader;

    /// <summary>Sends a frame whole, or leaves nothing of it; copies it if it cannot be sent at once.</summary>
    /// <returns>Why the link is broken; null if the frame is on its way.</returns>
    internal abstract string? Send(ReadOnlySpan<byte> frame);

    /// <summary>Takes what has come.</summary>
    /// <returns>How many bytes; 0 if nothing has come; -1 if the other side has closed or the link is broken.</returns>
    internal abstract int Poll(Span<byte> buffer);

    /// <summary>Waits for what comes.</summary>
    /// <returns>How many bytes; 0 if the other side has closed.</returns>
    internal abstract ValueTask<int> ReceiveAsync(Memory<byte> buffer);

    public abstract ValueTask DisposeAsync();
}
