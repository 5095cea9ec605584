using DigitalTwin.Sdk.Protocols.Modbus.Framing;

namespace DigitalTwin.Sdk.Protocols.Modbus.Client;

/// <summary>An open line: sends frames, and cuts answers out of what comes. A read is always pending, so that bytes which nobody asked for are seen.</summary>
internal sealed class RtuLine(Stream stream, TimeSpan silence, TimeProvider time) : IAsyncDisposable
{
    private readonly byte[] _incoming = new byte[RtuFrame.MostBytes];
    private readonly byte[] _frame = new byte[2 * RtuFrame.MostBytes];
    private Task<int>? _reading;
    private int _length;

    /// <summary>Whether something may still come of what was asked before.</summary>
    internal bool NeedsRest { get; set; }

    internal async ValueTask SendAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
        // What has come unasked is no answer.
        while (await ReadAsync(TimeSpan.Zero, cancellationToken).ConfigureAwait(false))
        {
        }

        _length = 0;
        await stream.WriteAsync(frame, cancellationToken).ConfigureAwait(false);
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits for an answer of a unit.</summary>
    internal async ValueTask<RtuAnswer> ReceiveAsync(byte unit, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            var bytes = _frame.AsMemory(0, _length);
            if (_length > 0 && _frame[0] != unit)
                return await GarbageAsync($"unit {_frame[0]} answers instead", cancellationToken).ConfigureAwait(false);
            var length = RtuFrame.AnswerLength(bytes.Span);
            if (length < 0)
                return await GarbageAsync($"it has function {_frame[1]} or a length that no frame has", cancellationToken).ConfigureAwait(false);
            if (length > 0 && _length >= length)
                return RtuFrame.IsIntact(bytes.Span[..length])
                    ? new RtuAnswer(RtuAnswerKind.Frame, bytes[..length], null)
                    : await GarbageAsync("its check sum is wrong", cancellationToken).ConfigureAwait(false);
            var left = timeout == Timeout.InfiniteTimeSpan ? timeout : timeout - time.GetElapsedTime(began);
            if (left < TimeSpan.Zero && timeout != Timeout.InfiniteTimeSpan)
                left = TimeSpan.Zero;
            if (!await ReadAsync(left, cancellationToken).ConfigureAwait(false))
                return new RtuAnswer(RtuAnswerKind.Nothing, default, null);
        }
    }

    /// <summary>Drops what comes until nothing has come for a while.</summary>
    internal async ValueTask RestAsync(TimeSpan window, Action onDropped, CancellationToken cancellationToken)
    {
        var pause = window > silence ? window : silence;
        while (await ReadAsync(pause, cancellationToken).ConfigureAwait(false))
        {
            onDropped();
            pause = silence;
            _length = 0;
        }

        _length = 0;
        NeedsRest = false;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await stream.DisposeAsync().ConfigureAwait(false);
        }
        catch (IOException)
        {
            // An adapter that was pulled out.
        }

        if (_reading is { } reading)
            await ((Task)reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Waits until the line is silent, so that the next answer begins at its beginning.</summary>
    private async ValueTask<RtuAnswer> GarbageAsync(string problem, CancellationToken cancellationToken)
    {
        while (await ReadAsync(silence, cancellationToken).ConfigureAwait(false))
            _length = 0;
        return new RtuAnswer(RtuAnswerKind.Garbage, default, problem);
    }

    /// <summary>Waits for bytes and appends them.</summary>
    /// <returns>False if none came within the time.</returns>
    private async ValueTask<bool> ReadAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        _reading ??= stream.ReadAsync(_incoming, CancellationToken.None).AsTask();
        if (!_reading.IsCompleted)
        {
            if (wait == TimeSpan.Zero)
                return false;
            try
            {
                await _reading.WaitAsync(wait, time, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException) when (!_reading.IsCompleted)
            {
                return false;
            }
        }

        var count = await _reading.ConfigureAwait(false);
        _reading = null;
        if (count == 0)
            throw new EndOfStreamException("the line has been closed");

        // What would not fit is longer than any frame and is dropped as garbage by its first bytes.
        if (_length + count > _frame.Length)
            _length = 0;
        _incoming.AsSpan(0, count).CopyTo(_frame.AsSpan(_length));
        _length += count;
        return true;
    }
}
