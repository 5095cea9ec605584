using System.Net;
using System.Net.Sockets;
using DigitalTwin.Sdk.Protocols.Modbus.Framing;

namespace DigitalTwin.Sdk.Protocols.Modbus.Server;

/// <summary>A Modbus server for tests and simulated plants. Plain TCP, no protection: do not expose it.</summary>
/// <remarks>
/// Works functions 1 to 6, 15, 16, 22, 23 and 43/14; others are refused with exception 1. Requests of one connection are worked one after the other, those of
/// several at the same time. It is honest about its limits: more than <see cref="ModbusServerOptions.MaxConnections"/> are turned away and counted.
/// </remarks>
public sealed class ModbusServer : IAsyncDisposable
{
    private readonly Socket _listener;
    private readonly ServedUnits _units;
    private readonly ModbusServerOptions _options;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _lock = new();
    private readonly HashSet<Task> _serving = [];
    private readonly Task _accepting;
    private long _turnedAway;
    private int _disposed;

    private ModbusServer(Socket listener, ServedUnits units, ModbusServerOptions options)
    {
        (_listener, _units, _options) = (listener, units, options);
        EndPoint = (IPEndPoint)listener.LocalEndPoint!;
        _accepting = Task.Run(AcceptAsync);
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>Requests received so far.</summary>
    public long Requests => _units.Requests;

    /// <summary>Connections that were closed at once because there were too many.</summary>
    public long TurnedAway => Volatile.Read(ref _turnedAway);

    /// <summary>Starts to listen.</summary>
    /// <param name="device">What is served.</param>
    /// <param name="endPoint">Where; port 0 for any free one. Null for that on loopback.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="SocketException">The address is not free.</exception>
    public static ModbusServer ListenOnTcp(IModbusDevice device, IPEndPoint? endPoint = null, ModbusServerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(device);
        var settings = (options ?? new ModbusServerOptions()).Checked();
        var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(endPoint ?? new IPEndPoint(IPAddress.Loopback, 0));
            listener.Listen();
            return new ModbusServer(listener, new ServedUnits(device, settings), settings);
        }
        catch
        {
            listener.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return;
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
        _listener.Dispose();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Task[] serving;
        lock (_lock)
            serving = [.. _serving];
        await Task.WhenAll(serving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            Socket socket;
            try
            {
                socket = await _listener.AcceptAsync(_stopping.Token).ConfigureAwait(false);
            }
            catch (SocketException) when (!_stopping.IsCancellationRequested)
            {
                // One that went away while it was being accepted.
                continue;
            }

            Take(socket);
        }
    }

    private void Take(Socket socket)
    {
        lock (_lock)
        {
            if (_serving.Count < _options.MaxConnections)
            {
                Task? serving = null;
                serving = Task.Run(async () =>
                {
                    await ServeAsync(socket).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    lock (_lock)
                        _serving.Remove(serving!);
                });
                _serving.Add(serving);
                return;
            }
        }

        Interlocked.Increment(ref _turnedAway);
        socket.Dispose();
    }

    private async Task ServeAsync(Socket socket)
    {
        using var own = socket;
        socket.NoDelay = true;
        var received = new MbapReader();
        var answer = new byte[ModbusLimits.PduBytes + 7];
        while (await socket.ReceiveAsync(received.Free, SocketFlags.None, _stopping.Token).ConfigureAwait(false) is > 0 and var count)
        {
            received.Add(count);
            while (true)
            {
                var length = Work(received, answer, out var fault);
                if (length == 0)
                    break;
                if (!await SendAsync(socket, answer.AsMemory(0, length), fault).ConfigureAwait(false))
                    return;
            }

            // What cannot be followed is cut off, as the standard asks for (Messaging on TCP/IP V1.0b, clause 4.4.2.2).
            if (received.Problem is not null)
                return;
        }
    }

    /// <summary>Works the next whole request.</summary>
    /// <returns>Length of the answer's frame; 0 if there is no whole request.</returns>
    private int Work(MbapReader received, Span<byte> answer, out ModbusFault? fault)
    {
        fault = null;
        if (!received.TryNext(out var frame))
            return 0;
        frame[..7].CopyTo(answer);
        var length = _units.Work(frame[6], frame[7..], answer[7..], out fault);
        Words.Write(answer, 4, length + 1);
        return 7 + length;
    }

    private async ValueTask<bool> SendAsync(Socket socket, Memory<byte> frame, ModbusFault? fault)
    {
        if (fault is null)
        {
            await SendAllAsync(socket, frame).ConfigureAwait(false);
            return true;
        }

        if (fault.Delay > TimeSpan.Zero)
            await Task.Delay(fault.Delay, _options.TimeProvider, _stopping.Token).ConfigureAwait(false);
        await SendAllAsync(socket, fault.Before).ConfigureAwait(false);
        await SendAllAsync(socket, FaultyFrame.Of(frame, fault)).ConfigureAwait(false);
        return !fault.Closes;
    }

    private async ValueTask SendAllAsync(Socket socket, ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
            bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None, _stopping.Token).ConfigureAwait(false)..];
    }
}
