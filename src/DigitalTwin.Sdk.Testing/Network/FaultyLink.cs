using System.Net;
using System.Net.Sockets;

namespace DigitalTwin.Sdk.Testing;

/// <summary>A network link on the loopback that a test can break: a TCP proxy between a client and a server.</summary>
/// <example>
/// <code>
/// await using var link = FaultyLink.Start(to: broker.EndPoint, clock, seed: 7);
/// await client.ConnectAsync(link.EndPoint, stop);
/// link.Cut();                                   // every connection is reset at once
/// link.Refuse();                                // and no new one is let in
/// link.Resume();                                // until here
/// </code>
/// </example>
/// <remarks>
/// Delay and throttle are driven by the clock given, so a virtual clock makes them exact. Which bytes are corrupted is a function of seed,
/// connection, direction and position in the stream, however the system cuts the stream into pieces. At most 1,024 connections at a time and
/// 64 pieces of 16 KiB held per direction; a sender beyond that waits, as with a full network. Thread-safe.
/// </remarks>
public sealed class FaultyLink : IAsyncDisposable
{
    private const int MaximumConnections = 1024;
    private readonly Lock _lock = new();
    private readonly Socket _listener;
    private readonly EndPoint _server;
    private readonly CancellationTokenSource _stop = new();
    private readonly HashSet<LinkConnection> _connections = [];
    private readonly Task _accepting;
    private readonly long[] _cutAfter = [long.MaxValue, long.MaxValue];
    private LinkCounters _counters;
    private TaskCompletionSource _changed = NewSignal();
    private TaskCompletionSource _flowing = NewSignal();
    private long _delayTicks;
    private long _bytesPerSecond;
    private double _corruption;
    private double _loss;
    private int _largestPiece;
    private bool _refusing;
    private Task? _disposal;

    private FaultyLink(EndPoint server, TimeProvider clock, long seed)
    {
        _server = server;
        Clock = clock;
        Seed = seed;
        _flowing.SetResult();
        _listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(128);
        EndPoint = (IPEndPoint)_listener.LocalEndPoint!;
        _accepting = AcceptAsync();
    }

    /// <summary>Where clients connect: an address of the loopback, with a port that the system chose.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>Decides which bytes are corrupted.</summary>
    public long Seed { get; }

    /// <summary>What has passed so far.</summary>
    public LinkCounters Counters
    {
        get
        {
            lock (_lock)
                return _counters;
        }
    }

    /// <summary>How long each byte is under way, in each direction. Applies to bytes that arrive from now on; zero or more.</summary>
    /// <value>Default: zero.</value>
    /// <exception cref="ArgumentOutOfRangeException">Set below zero.</exception>
    public TimeSpan Delay
    {
        get => new(Volatile.Read(ref _delayTicks));
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
            Volatile.Write(ref _delayTicks, value.Ticks);
        }
    }

    internal TimeProvider Clock { get; }

    internal long BytesPerSecond => Volatile.Read(ref _bytesPerSecond);

    internal double Loss => Volatile.Read(ref _loss);

    internal int LargestPiece => Volatile.Read(ref _largestPiece);

    internal double Corruption => Volatile.Read(ref _corruption);

    /// <summary>Opens a link to a server. The server need not be there yet.</summary>
    /// <param name="to">The server.</param>
    /// <param name="clock">Drives delay and throttle.</param>
    /// <param name="seed">Decides which bytes are corrupted.</param>
    public static FaultyLink Start(EndPoint to, TimeProvider clock, long seed = 0)
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(clock);
        return new FaultyLink(to, clock, seed);
    }

    /// <summary>Resets every connection now, with what it held; new connections are let in.</summary>
    public void Cut()
    {
        LinkConnection[] connections;
        lock (_lock)
            connections = [.. _connections];
        foreach (var connection in connections)
            connection.Cut();
    }

    /// <summary>Resets every new connection until <see cref="Resume"/>; those that are open stay open.</summary>
    public void Refuse() => Volatile.Write(ref _refusing, true);

    /// <summary>
    /// Lets no byte pass until <see cref="Resume"/>; connections stay open, as when a cable is pulled. Bytes that a socket already has may
    /// still arrive.
    /// </summary>
    public void Stall()
    {
        lock (_lock)
        {
            if (_flowing.Task.IsCompleted)
                _flowing = NewSignal();
        }
    }

    /// <summary>Ends <see cref="Refuse"/> and <see cref="Stall"/>; bytes held go on in order.</summary>
    public void Resume()
    {
        Volatile.Write(ref _refusing, false);
        lock (_lock)
            _flowing.TrySetResult();
    }

    /// <summary>Limits how fast bytes pass, for each connection and direction.</summary>
    /// <param name="bytesPerSecond">The limit; zero lifts it.</param>
    /// <exception cref="ArgumentOutOfRangeException">Below zero.</exception>
    public void Throttle(long bytesPerSecond)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytesPerSecond);
        Volatile.Write(ref _bytesPerSecond, bytesPerSecond);
    }

    /// <summary>Delivers some bytes wrong.</summary>
    /// <param name="probability">Chance of each byte, 0 to 1; zero ends it.</param>
    /// <exception cref="ArgumentOutOfRangeException">Not from 0 to 1.</exception>
    public void Corrupt(double probability)
    {
        if (!(probability is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "Must be from 0 to 1.");
        Volatile.Write(ref _corruption, probability);
    }

    /// <summary>Swallows some pieces on the way, as no working network does: what comes behind them then stands in the wrong place.</summary>
    /// <param name="probability">Chance of each piece, 0 to 1; zero ends it. A piece is what the system hands over at once, or what <see cref="Split"/> makes of it.</param>
    /// <exception cref="ArgumentOutOfRangeException">Not from 0 to 1.</exception>
    public void Drop(double probability)
    {
        if (!(probability is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "Must be from 0 to 1.");
        Volatile.Write(ref _loss, probability);
    }

    /// <summary>Delivers in small pieces, so that messages come in parts.</summary>
    /// <param name="bytes">Most bytes of a piece; zero lifts it.</param>
    /// <exception cref="ArgumentOutOfRangeException">Below zero.</exception>
    public void Split(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        Volatile.Write(ref _largestPiece, bytes);
    }

    /// <summary>Ends one direction of every open connection in good order; the other direction goes on. Bytes that come after that are lost.</summary>
    /// <param name="direction">Which.</param>
    public void HalfClose(LinkDirection direction)
    {
        LinkConnection[] connections;
        lock (_lock)
            connections = [.. _connections];
        foreach (var connection in connections)
            connection.HalfClose(direction);
    }

    /// <summary>Lets a number of bytes pass and then cuts the connection that carries the next one: a message ends in its middle.</summary>
    /// <param name="bytes">How many bytes more; zero or more.</param>
    /// <param name="direction">Which way they are counted.</param>
    /// <exception cref="ArgumentOutOfRangeException">Below zero.</exception>
    public void CutAfter(long bytes, LinkDirection direction)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        lock (_lock)
            _cutAfter[(int)direction] = bytes;
    }

    /// <summary>Waits until the counters meet a condition, so that a test need not guess how far the bytes have come.</summary>
    /// <param name="condition">What is waited for; called under no lock.</param>
    /// <param name="cancellationToken">Gives up with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ObjectDisposedException">The link is disposed of while waiting.</exception>
    public async Task WaitUntil(Func<LinkCounters, bool> condition, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(condition);
        while (true)
        {
            LinkCounters counters;
            Task changed;
            lock (_lock)
            {
                counters = _counters;
                changed = _changed.Task;
            }

            if (condition(counters))
                return;
            ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, this);
            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Closes the listener and every connection and waits for their work to end. Idempotent; does not throw.</summary>
    public ValueTask DisposeAsync()
    {
        lock (_lock)
            _disposal ??= DisposeCoreAsync();
        return new ValueTask(_disposal);
    }

    internal Task WhenFlowing()
    {
        lock (_lock)
            return _flowing.Task;
    }

    internal void Count(Func<LinkCounters, long, LinkCounters> change, long amount = 1)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            _counters = change(_counters, amount);
            changed = _changed;
            _changed = NewSignal();
        }

        changed.TrySetResult();
    }

    /// <summary>How many of so many bytes may still pass before a cut that was asked for.</summary>
    internal int Allowance(LinkDirection direction, int wanted)
    {
        lock (_lock)
        {
            ref var left = ref _cutAfter[(int)direction];
            if (left == long.MaxValue)
                return wanted;
            if (left >= wanted)
            {
                left -= wanted;
                return wanted;
            }

            var allowed = (int)left;
            left = long.MaxValue;
            return allowed;
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task DisposeCoreAsync()
    {
        await Task.Yield(); // Leaves the lock of the caller before anything is awaited or called back.
        await _stop.CancelAsync().ConfigureAwait(false);
        _listener.Dispose();
        await _accepting.ConfigureAwait(false);
        Cut();
        Task[] running;
        lock (_lock)
            running = [.. _connections.Select(c => c.Completion)];
        await Task.WhenAll(running).ConfigureAwait(false);
        Count(static (c, _) => c);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        await Task.Yield();
        for (var index = 0; !_stop.IsCancellationRequested;)
        {
            try
            {
                var client = await _listener.AcceptAsync(_stop.Token).ConfigureAwait(false);
                if (Volatile.Read(ref _refusing) || IsFull())
                {
                    client.Reset();
                    Count(static (c, n) => c with { Refused = c.Refused + n });
                    continue;
                }

                Open(client, index++);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException)
            {
                // The client gave up before it was accepted; the next one may do better. A closed listener ends the loop by the token.
            }
            catch (ObjectDisposedException)
            {
                return;
            }
        }
    }

    private bool IsFull()
    {
        lock (_lock)
            return _connections.Count >= MaximumConnections;
    }

    private void Open(Socket client, int index)
    {
        var connection = new LinkConnection(this, client, _server, index);
        lock (_lock)
            _connections.Add(connection);
        connection.Run(ended: () =>
        {
            lock (_lock)
                _connections.Remove(connection);
        });
    }
}
