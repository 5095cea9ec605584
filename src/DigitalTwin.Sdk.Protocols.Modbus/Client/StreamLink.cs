using System.Buffers;
using System.Threading.Channels;

namespace DigitalTwin.Sdk.Protocols.Modbus.Client;

/// <summary>A connection over a stream, such as one with TLS. A loop of its own writes, one frame after the other.</summary>
internal sealed class StreamLink : TcpLink
{
    // More than can be in flight; full only if the other side takes nothing in.
    private const int Capacity = 256;
    private readonly Stream _stream;
    private readonly Channel<ArraySegment<byte>> _outgoing = Channel.CreateBounded<ArraySegment<byte>>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private readonly Task _writing;

    internal StreamLink(Stream stream)
    {
        _stream = stream;
        _writing = Task.Run(WriteAsync);
    }

    internal override bool CanPoll => false;

    internal override string? Send(ReadOnlySpan<byte> frame)
    {
        var copy = ArrayPool<byte>.Shared.Rent(frame.Length);
        frame.CopyTo(copy);
        if (_outgoing.Writer.TryWrite(new ArraySegment<byte>(copy, 0, frame.Length)))
            return null;
        ArrayPool<byte>.Shared.Return(copy);
        return _writing.IsCompleted ? "the connection has been closed" : "the other side does not take in what is sent";
    }

    internal override int Poll(Span<byte> buffer) => 0;

    internal override ValueTask<int> ReceiveAsync(Memory<byte> buffer) => _stream.ReadAsync(buffer);

    public override async ValueTask DisposeAsync()
    {
        _outgoing.Writer.TryComplete();
        await _stream.DisposeAsync().ConfigureAwait(false);
        await _writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task WriteAsync()
    {
        try
        {
            await foreach (var frame in _outgoing.Reader.ReadAllAsync().ConfigureAwait(false))
            {
                await _stream.WriteAsync(frame).ConfigureAwait(false);
                ArrayPool<byte>.Shared.Return(frame.Array!);
            }
        }
        finally
        {
            // The reading side notices a broken stream and says so; nothing more is taken in here.
            _outgoing.Writer.TryComplete();
        }
    }
}
