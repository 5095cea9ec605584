using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;

namespace DigitalTwin.Sdk.Connectors.Mqtt.Tests;

/// <summary>The least of a broker, byte by byte, for what real ones do not do when asked: keep silent, confirm late, hold a session back.</summary>
internal sealed class ScriptedBroker : IAsyncDisposable
{
    internal const int Publish = 3;
    internal const int PublishAck = 4;
    internal const int Subscribe = 8;
    internal const int Ping = 12;
    internal const int Disconnect = 14;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Channel<(int Kind, byte[] Body)> _packets = Channel.CreateUnbounded<(int, byte[])>();
    private readonly SemaphoreSlim _sending = new(1);
    private readonly Task _running;
    private volatile Socket? _socket;
    private volatile bool _isV5;

    private ScriptedBroker()
    {
        _listener.Start();
        _running = RunAsync();
    }

    public string Address => $"mqtt://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>Whether the next CONNACK says that our session is still there.</summary>
    public bool HasSession { get; set; }

    /// <summary>Kinds of packets that are not answered.</summary>
    public ConcurrentDictionary<int, bool> Unanswered { get; } = new();

    public static ScriptedBroker Start() => new();

    /// <summary>The next packet of a kind that the client sends; those before it are dropped.</summary>
    public async Task<byte[]> NextAsync(int kind)
    {
        while (true)
        {
            var (found, body) = await _packets.Reader.ReadAsync().AsTask().WaitAsync(Wait.Limit);
            if (found == kind)
                return body;
        }
    }

    /// <summary>Sends a message, QoS 1.</summary>
    public Task PublishAsync(string topic, string payload, int id)
    {
        byte[] name = Encoding.UTF8.GetBytes(topic), content = Encoding.UTF8.GetBytes(payload);
        byte[] properties = _isV5 ? [0] : [];
        return SendAsync(0x32, [(byte)(name.Length >> 8), (byte)name.Length, .. name, (byte)(id >> 8), (byte)id, .. properties, .. content]);
    }

    public Task AnswerPingAsync() => SendAsync(0xD0, []);

    /// <summary>Confirms a publish of the client's, whose body is given.</summary>
    public Task ConfirmAsync(byte[] publish)
    {
        var at = 2 + (publish[0] << 8) + publish[1];
        return SendAsync(0x40, [publish[at], publish[at + 1]]);
    }

    /// <summary>Grants a subscription of the client's, whose body is given.</summary>
    public Task GrantAsync(byte[] subscribe)
    {
        byte[] properties = _isV5 ? [0] : [];
        return SendAsync(0x90, [subscribe[0], subscribe[1], .. properties, .. Granted(subscribe)]);
    }

    /// <summary>Breaks the connection.</summary>
    public void HangUp() => _socket?.Dispose();

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        HangUp();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
        _sending.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            using var socket = await _listener.AcceptSocketAsync(_stopping.Token);
            _socket = socket;
            try
            {
                await ServeAsync(socket);
            }
            catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
            {
                // Hung up by either side.
            }
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        await using var stream = new NetworkStream(socket);
        var one = new byte[1];
        while (true)
        {
            await stream.ReadExactlyAsync(one, _stopping.Token);
            var kind = one[0] >> 4;
            int length = 0, shift = 0;
            do
            {
                await stream.ReadExactlyAsync(one, _stopping.Token);
                length |= (one[0] & 0x7F) << shift;
                shift += 7;
            }
            while ((one[0] & 0x80) != 0);
            var body = new byte[length];
            await stream.ReadExactlyAsync(body, _stopping.Token);
            if (!Unanswered.ContainsKey(kind))
                await AnswerAsync(kind, body);
            _packets.Writer.TryWrite((kind, body));
            if (kind == Disconnect)
                return;
        }
    }

    private Task AnswerAsync(int kind, byte[] body)
    {
        switch (kind)
        {
            case 1:
                _isV5 = body[6] == 5;
                return SendAsync(0x20, _isV5 ? [(byte)(HasSession ? 1 : 0), 0, 0] : [(byte)(HasSession ? 1 : 0), 0]);
            case Publish:
                return ConfirmAsync(body);
            case Subscribe:
                return GrantAsync(body);
            case Ping:
                return AnswerPingAsync();
            default:
                return Task.CompletedTask;
        }
    }

    /// <summary>QoS 1 for each topic of a SUBSCRIBE.</summary>
    private IEnumerable<byte> Granted(byte[] subscribe)
    {
        var at = _isV5 ? 3 + subscribe[2] : 2;
        for (; at < subscribe.Length; at += 3 + (subscribe[at] << 8) + subscribe[at + 1])
            yield return 1;
    }

    private async Task SendAsync(int first, byte[] body)
    {
        await _sending.WaitAsync();
        try
        {
            await _socket!.SendAsync((byte[])[(byte)first, (byte)body.Length, .. body]);
        }
        finally
        {
            _sending.Release();
        }
    }
}
