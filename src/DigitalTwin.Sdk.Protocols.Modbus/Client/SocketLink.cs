using System.Net.Sockets;

namespace DigitalTwin.Sdk.Protocols.Modbus.Client;

/// <summary>A plain TCP connection.</summary>
internal sealed class SocketLink : TcpLink
{
    private readonly Socket _socket;
    private readonly Lock _sending = new();

    internal SocketLink(Socket socket)
    {
        _socket = socket;
        _socket.Blocking = false;
    }

    internal override bool CanPoll => true;

    internal override string? Send(ReadOnlySpan<byte> frame)
    {
        lock (_sending)
        {
            try
            {
                // The few requests that may be in flight are far smaller than what the system holds back for us.
                var sent = _socket.Send(frame, SocketFlags.None, out var error);
                if (error != SocketError.Success)
                    return $"sending failed: {error}";
                return sent == frame.Length ? null : "the other side does not take in what is sent";
            }
            catch (ObjectDisposedException)
            {
                return "the connection has been closed";
            }
        }
    }

    internal override int Poll(Span<byte> buffer)
    {
        try
        {
            var count = _socket.Receive(buffer, SocketFlags.None, out var error);
            return error switch
            {
                SocketError.Success => count > 0 ? count : -1,
                SocketError.WouldBlock or SocketError.IOPending => 0,
                _ => -1,
            };
        }
        catch (ObjectDisposedException)
        {
            return -1;
        }
    }

    internal override ValueTask<int> ReceiveAsync(Memory<byte> buffer) => _socket.ReceiveAsync(buffer, SocketFlags.None);

    public override ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
