using System.Net;
using System.Net.Sockets;

namespace DigitalTwin.Sdk.Protocols.Modbus.Tests;

/// <summary>The other end of a TCP connection, byte by byte as a test says.</summary>
internal sealed class ScriptedDevice : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private Socket? _socket;

    public ScriptedDevice() => _listener.Start();

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Receives exactly as many bytes; accepts the connection first if there is none.</summary>
    public async Task<byte[]> ReceiveAsync(int count)
    {
        _socket ??= await _listener.AcceptSocketAsync().WaitAsync(Limit);
        var bytes = new byte[count];
        for (var at = 0; at < count;)
        {
            var got = await _socket.ReceiveAsync(bytes.AsMemory(at)).AsTask().WaitAsync(Limit);
            if (got == 0)
                throw new EndOfStreamException($"closed after {at} of {count} bytes");
            at += got;
        }

        return bytes;
    }

    public async Task SendAsync(params byte[] bytes) => await _socket!.SendAsync(bytes);

    /// <summary>Receives a request on TCP.</summary>
    public async Task<(byte[] Header, byte[] Pdu)> RequestAsync()
    {
        var header = await ReceiveAsync(7);
        return (header, await ReceiveAsync((header[4] << 8) + header[5] - 1));
    }

    /// <summary>Answers a request on TCP with a protocol data unit.</summary>
    public Task AnswerAsync(byte[] header, params byte[] pdu) => SendAsync([header[0], header[1], 0, 0, 0, (byte)(pdu.Length + 1), header[6], .. pdu]);

    public void Hangup()
    {
        _socket?.Dispose();
        _socket = null;
    }

    public ValueTask DisposeAsync()
    {
        Hangup();
        _listener.Dispose();
        return ValueTask.CompletedTask;
    }

    public static TimeSpan Limit { get; } = TimeSpan.FromSeconds(30);
}
