using DigitalTwin.Sdk.Protocols.Modbus.Framing;

namespace DigitalTwin.Sdk.Protocols.Modbus.Server;

/// <summary>Serves devices on a serial line, or on any stream that carries RTU frames. Answers only the units that there are, and nobody what is addressed to all.</summary>
public sealed class ModbusRtuServer : IAsyncDisposable
{
    // Of what came in pieces but stopped in the middle, so much later nothing more can belong to it.
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(50);
    private readonly Stream _stream;
    private readonly ServedUnits _units;
    private readonly ModbusServerOptions _options;
    private readonly CancellationTokenSource _stopping = new();
    private readonly byte[] _bytes = new byte[RtuFrame.MostBytes];
    private readonly byte[] _answer = new byte[RtuFrame.MostBytes];
    private int _length;
    private long _damaged;

    private ModbusRtuServer(Stream stream, IModbusDevice device, ModbusServerOptions options)
    {
        (_stream, _units, _options) = (stream, new ServedUnits(device, options), options);
        Completion = Task.Run(ServeAsync);
    }

    /// <summary>Ends with the stream. Faulted if the stream failed other than by being disposed.</summary>
    public Task Completion { get; }

    /// <summary>Requests received so far, for whatever unit.</summary>
    public long Requests => _units.Requests;

    /// <summary>Frames whose check sum was wrong, and bytes that were no frame.</summary>
    public long Damaged => Volatile.Read(ref _damaged);

    /// <summary>Starts to serve.</summary>
    /// <param name="device">What is served.</param>
    /// <param name="stream">The line. The server owns it.</param>
    /// <param name="options">How; null for the defaults.</param>
    public static ModbusRtuServer Serve(IModbusDevice device, Stream stream, ModbusServerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(stream);
        return new ModbusRtuServer(stream, device, (options ?? new ModbusServerOptions()).Checked());
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _stream.DisposeAsync().ConfigureAwait(false);
        await Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private async Task ServeAsync()
    {
        var last = _options.TimeProvider.GetTimestamp();
        try
        {
            while (await _stream.ReadAsync(_bytes.AsMemory(_length), _stopping.Token).ConfigureAwait(false) is > 0 and var count)
            {
                // What began before a silence has lost its end.
                if (_length > 0 && _options.TimeProvider.GetElapsedTime(last) > Silence)
                {
                    _bytes.AsSpan(_length, count).CopyTo(_bytes);
                    _length = 0;
                    Interlocked.Increment(ref _damaged);
                }

                last = _options.TimeProvider.GetTimestamp();
                _length += count;
                while (await WorkAsync().ConfigureAwait(false))
                {
                }
            }
        }
        catch (Exception) when (_stopping.IsCancellationRequested)
        {
            // Disposed.
        }
        finally
        {
            // The other side of a connection is told that nobody answers any more.
            await _stream.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Works the next whole frame.</summary>
    /// <returns>False if there is none.</returns>
    private async ValueTask<bool> WorkAsync()
    {
        var length = RtuFrame.RequestLength(_bytes.AsSpan(0, _length));
        if (length == 0 || length > _length)
            return false;
        if (length < 0 || !RtuFrame.IsIntact(_bytes.AsSpan(0, length)))
        {
            Interlocked.Increment(ref _damaged);
            _length = 0;
            return false;
        }

        var unit = _bytes[0];
        if (unit == 0 || _units.Has(unit))
            await AnswerAsync(unit, length).ConfigureAwait(false);
        _bytes.AsSpan(length, _length - length).CopyTo(_bytes);
        _length -= length;
        return _length > 0;
    }

    private async ValueTask AnswerAsync(byte unit, int length)
    {
        var pdu = new byte[ModbusLimits.PduBytes];
        var answered = _units.Work(unit, _bytes.AsSpan(1, length - 3), pdu, out var fault);
        if (unit == 0)
            return;
        var frame = _answer.AsMemory(0, RtuFrame.Write(unit, pdu.AsSpan(0, answered), _answer));
        if (fault is not null)
        {
            if (fault.Delay > TimeSpan.Zero)
                await Task.Delay(fault.Delay, _options.TimeProvider, _stopping.Token).ConfigureAwait(false);
            await _stream.WriteAsync(fault.Before, _stopping.Token).ConfigureAwait(false);
        }

        await _stream.WriteAsync(fault is null ? frame : FaultyFrame.Of(frame, fault), _stopping.Token).ConfigureAwait(false);
        await _stream.FlushAsync(_stopping.Token).ConfigureAwait(false);
    }
}
