using System.Buffers;
using System.Net.Sockets;
using System.Threading.Channels;

namespace DigitalTwin.Sdk.Testing;

/// <summary>Carries the bytes of one connection in one direction, and does to them what the link says.</summary>
internal sealed class LinkPump
{
    private const int PieceSize = 16 * 1024;
    private const int MaximumPieces = 64;
    private readonly FaultyLink _link;
    private readonly Socket _from;
    private readonly Socket _to;
    private readonly LinkDirection _direction;
    private readonly ulong _corruptStream;
    private readonly Channel<Piece> _pieces = Channel.CreateBounded<Piece>(
        new BoundedChannelOptions(MaximumPieces) { SingleReader = true, SingleWriter = true });

    private long _position;
    private volatile bool _isHalfClosed;

    internal LinkPump(FaultyLink link, Socket from, Socket to, LinkDirection direction, int connection)
    {
        _link = link;
        _from = from;
        _to = to;
        _direction = direction;
        _corruptStream = SeededNoise.Stream(link.Seed, (2 * connection) + (int)direction);
    }

    /// <summary>How a direction came to its end.</summary>
    internal enum End
    {
        /// <summary>The sender closed in good order, and so was the receiver told.</summary>
        Orderly,

        /// <summary>A socket failed or the connection was cut.</summary>
        Broken,

        /// <summary>The byte came before which the connection was to be cut.</summary>
        CutAsked,
    }

    /// <summary>Tells the receiver that nothing more comes, whatever the sender does.</summary>
    internal void HalfClose()
    {
        _isHalfClosed = true;
        try
        {
            _to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The connection is going down anyway.
        }
    }

    /// <summary>Runs until the stream ends; never fails.</summary>
    internal async Task<End> RunAsync(CancellationToken stop)
    {
        var reading = ReadAsync(stop);
        var end = await GuardAsync(WriteAsync(stop)).ConfigureAwait(false);
        if (end != End.Orderly)
        {
            // Unblocks a reader that waits for room, so that both loops have ended before the buffers go back.
            _from.Reset();
            while (!reading.IsCompleted && await _pieces.Reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
                Drain();
        }

        var readEnd = await reading.ConfigureAwait(false);
        Drain();
        return end == End.Orderly ? readEnd : end;
    }

    private static async Task<End> GuardAsync(Task<End> work)
    {
        try
        {
            return await work.ConfigureAwait(false);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            return End.Broken;
        }
    }

    private async Task<End> ReadAsync(CancellationToken stop)
    {
        var end = await GuardAsync(ReadAllAsync(stop)).ConfigureAwait(false);
        _pieces.Writer.Complete();
        return end;
    }

    private async Task<End> ReadAllAsync(CancellationToken stop)
    {
        while (true)
        {
            var buffer = ArrayPool<byte>.Shared.Rent(PieceSize);
            var count = 0;
            var kept = false;
            try
            {
                count = await _from.ReceiveAsync(buffer.AsMemory(0, PieceSize), stop).ConfigureAwait(false);
                var due = _link.Clock.GetUtcNow() + _link.Delay;
                if (count > 0)
                    _link.Count(static (c, n) => c with { Held = c.Held + n }, count);
                await _pieces.Writer.WriteAsync(new Piece(buffer, count, due), stop).ConfigureAwait(false);
                kept = true;
                if (count == 0)
                    return End.Orderly;
            }
            finally
            {
                if (!kept)
                {
                    Lost(count);
                    ArrayPool<byte>.Shared.Return(buffer);
                }
            }
        }
    }

    private async Task<End> WriteAsync(CancellationToken stop)
    {
        await foreach (var piece in _pieces.Reader.ReadAllAsync(stop).ConfigureAwait(false))
        {
            try
            {
                await WaitUntilDueAsync(piece.Due, stop).ConfigureAwait(false);
                if (piece.Count == 0)
                {
                    await WaitWhileStalledAsync(stop).ConfigureAwait(false);
                    _to.Shutdown(SocketShutdown.Send);
                    return End.Orderly;
                }

                if (!await DeliverAsync(piece, stop).ConfigureAwait(false))
                    return End.CutAsked;
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(piece.Buffer);
            }
        }

        return End.Broken; // The reader failed, and left no end mark.
    }

    /// <returns>Whether the connection goes on.</returns>
    private async Task<bool> DeliverAsync(Piece piece, CancellationToken stop)
    {
        var sent = 0;
        try
        {
            while (sent < piece.Count)
            {
                var slice = _link.LargestPiece is > 0 and var largest ? Math.Min(largest, piece.Count - sent) : piece.Count - sent;
                var rate = _link.BytesPerSecond;
                if (rate > 0)
                {
                    // A twentieth of a second at a time, so that a new limit is felt soon.
                    slice = (int)Math.Clamp(rate / 20, 1, slice);
                    await WaitUntilDueAsync(_link.Clock.GetUtcNow() + TimeSpan.FromSeconds(slice / (double)rate), stop).ConfigureAwait(false);
                }

                await WaitWhileStalledAsync(stop).ConfigureAwait(false);
                var allowed = _link.Allowance(_direction, slice);
                var bytes = piece.Buffer.AsMemory(sent, allowed);
                Corrupt(bytes.Span);
                for (var rest = IsLost() ? default : bytes; !rest.IsEmpty;)
                    rest = rest[await _to.SendAsync(rest, stop).ConfigureAwait(false)..];
                sent += allowed;
                Delivered(allowed);
                if (allowed < slice)
                    return false;
            }

            return true;
        }
        finally
        {
            Lost(piece.Count - sent);
        }
    }

    private bool IsLost()
    {
        var isLost = _isHalfClosed || (_link.Loss is > 0 and var loss && SeededNoise.Uniform(_corruptStream ^ 0x5DEECE66D, _position) < loss);
        if (isLost)
            _link.Count(static (c, n) => c with { Lost = c.Lost + n });
        return isLost;
    }

    private async Task WaitWhileStalledAsync(CancellationToken stop)
    {
        for (var flowing = _link.WhenFlowing(); !flowing.IsCompleted; flowing = _link.WhenFlowing())
            await flowing.WaitAsync(stop).ConfigureAwait(false);
    }

    private async Task WaitUntilDueAsync(DateTimeOffset due, CancellationToken stop)
    {
        var wait = due - _link.Clock.GetUtcNow();
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, _link.Clock, stop).ConfigureAwait(false);
    }

    private void Corrupt(Span<byte> bytes)
    {
        var probability = _link.Corruption;
        var start = _position;
        _position += bytes.Length;
        if (probability == 0)
            return;
        var count = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            if (SeededNoise.Uniform(_corruptStream, start + i) >= probability)
                continue;
            bytes[i] ^= (byte)(1 << (int)(SeededNoise.Bits(_corruptStream, ~(start + i)) & 7));
            count++;
        }

        if (count > 0)
            _link.Count(static (c, n) => c with { Corrupted = c.Corrupted + n }, count);
    }

    private void Delivered(int count)
    {
        if (_direction == LinkDirection.ToServer)
            _link.Count(static (c, n) => c with { Held = c.Held - n, ToServer = c.ToServer + n }, count);
        else
            _link.Count(static (c, n) => c with { Held = c.Held - n, ToClient = c.ToClient + n }, count);
    }

    private void Lost(int count)
    {
        if (count > 0)
            _link.Count(static (c, n) => c with { Held = c.Held - n }, count);
    }

    private void Drain()
    {
        while (_pieces.Reader.TryRead(out var piece))
        {
            Lost(piece.Count);
            ArrayPool<byte>.Shared.Return(piece.Buffer);
        }
    }

    /// <param name="Buffer">Rented; goes back when delivered.</param>
    /// <param name="Count">Bytes in it; zero marks the orderly end of the stream.</param>
    /// <param name="Due">When it may be delivered.</param>
    private readonly record struct Piece(byte[] Buffer, int Count, DateTimeOffset Due);
}
