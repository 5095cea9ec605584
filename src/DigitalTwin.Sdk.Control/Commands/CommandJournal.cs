using System.Text.Json;

namespace DigitalTwin.Sdk.Control;

/// <summary>
/// Every decision of one write-back, oldest first: appended to, never changed, except that identical refusals in a row become one record with a
/// count. Keeps the newest <see cref="Capacity"/> records in memory. Thread-safe.
/// </summary>
public sealed class CommandJournal
{
    private readonly Lock _lock = new();
    private readonly CommandRecord?[] _ring;
    private readonly long[] _counts = new long[Enum.GetValues<CommandEvent>().Length];
    private long _written;
    private long _repeats;
    private long _repeatTicks;

    internal CommandJournal(int capacity) => _ring = new CommandRecord?[capacity];

    /// <summary>How many records are kept.</summary>
    public int Capacity => _ring.Length;

    /// <summary>How many records had to make room for newer ones.</summary>
    public long Dropped
    {
        get
        {
            lock (_lock)
                return Math.Max(0, _written - _ring.Length);
        }
    }

    /// <summary>A copy of the records that are kept, oldest first.</summary>
    public IReadOnlyList<CommandRecord> Records
    {
        get
        {
            lock (_lock)
            {
                var count = (int)Math.Min(_written, _ring.Length);
                var records = new CommandRecord[count];
                for (var i = 0; i < count; i++)
                    records[i] = _ring[(_written - count + i) % _ring.Length]!;
                if (count > 0)
                    records[^1] = Last(records[^1]);
                return records;
            }
        }
    }

    internal CommandCounters Counters
    {
        get
        {
            lock (_lock)
            {
                return new CommandCounters(
                    Of(CommandEvent.Accepted),
                    Of(CommandEvent.Refused),
                    Of(CommandEvent.Clamped),
                    Of(CommandEvent.Sent),
                    Of(CommandEvent.Acknowledged),
                    Of(CommandEvent.Verified),
                    Of(CommandEvent.Failed),
                    Of(CommandEvent.Diverged),
                    Of(CommandEvent.Expired),
                    Of(CommandEvent.Superseded));
            }
        }
    }

    /// <summary>Writes the records that are kept as JSON, one a line, UTF-8; numbers that are not finite become strings such as "NaN".</summary>
    /// <param name="stream">Where to; stays open.</param>
    /// <param name="cancellationToken">Stops writing.</param>
    public async Task WriteJsonLinesAsync(Stream stream, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        foreach (var record in Records)
        {
            await JsonSerializer.SerializeAsync(stream, record, JournalJson.Default.CommandRecord, cancellationToken).ConfigureAwait(false);
            await stream.WriteAsync("\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
        }
    }

    internal void Append(CommandRecord record)
    {
        lock (_lock)
        {
            if (_repeats > 0)
            {
                ref var last = ref _ring[(_written - 1) % _ring.Length];
                last = Last(last!);
                _repeats = 0;
            }

            _ring[_written % _ring.Length] = record;
            _written++;
            _counts[(int)record.Event]++;
        }
    }

    /// <summary>Counts a refusal that equals the newest record; false if it does not. Allocates nothing.</summary>
    internal bool TryRepeat(CommandKind kind, double requested, string rule, string reason, long ticks)
    {
        lock (_lock)
        {
            if (_written == 0)
                return false;
            var last = _ring[(_written - 1) % _ring.Length]!;
            var isSame = last.Event == CommandEvent.Refused && last.Kind == kind && last.Rule == rule && last.Reason == reason
                && BitConverter.DoubleToInt64Bits(last.Requested) == BitConverter.DoubleToInt64Bits(requested);
            if (!isSame)
                return false;
            _repeats++;
            _repeatTicks = ticks;
            _counts[(int)CommandEvent.Refused]++;
            return true;
        }
    }

    private long Of(CommandEvent kind) => _counts[(int)kind];

    private CommandRecord Last(CommandRecord record) => _repeats == 0
        ? record
        : record with { Count = record.Count + _repeats, LastTime = new DateTimeOffset(_repeatTicks, TimeSpan.Zero) };
}
