using System.Collections.Frozen;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace DigitalTwin.Sdk.Connectors;

/// <summary>
/// Stands between a connector and the runtime: puts each sample into a store on its way to the twin, acknowledges it once it is durable, and recognises what comes again.
/// One loop makes durable whatever has gathered while the disk was busy with what came before.
/// </summary>
internal sealed class SampleJournal : IConnectorHost, IAsyncDisposable
{
    private const int Remembered = 1 << 16;
    private const int MostUnderWay = 1 << 20;
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);
    private readonly Lock _lock = new();
    private readonly IConnectorHost _inner;
    private readonly ILogger _logger;
    private readonly string _connector;
    private readonly bool _acknowledgesDurable;
    private readonly FrozenDictionary<string, JournalTarget> _byPath;
    private readonly FrozenDictionary<Property, JournalTarget> _targets;
    private readonly RecentKeys _recent = new(Remembered);
    private readonly Queue<JournalEntry> _notDurable = new();
    private readonly Queue<JournalEntry> _notApplied = new();
    private readonly Stack<JournalEntry> _free = new();
    private readonly List<ISampleReceipt> _toTell = [];
    private readonly byte[] _code;
    private readonly Channel<byte> _work = Channel.CreateBounded<byte>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private readonly CancellationTokenSource _stopping = new();
    private readonly LogSampler _sampler = new();
    private Task _committing = Task.CompletedTask;
    private volatile bool _isStopping;
    private long _written;
    private long _duplicates;
    private long _replayed;
    private long _orphaned;
    private long _notWritten;

    internal SampleJournal(IConnectorHost inner, ILogger logger, string connector, IEnumerable<ConnectorBinding> bindings, RecordStore store, int maxRecordBytes, bool acknowledgesDurable)
    {
        (_inner, _logger, _connector, Store, _acknowledgesDurable) = (inner, logger, connector, store, acknowledgesDurable);
        _code = new byte[maxRecordBytes];
        var properties = bindings.Where(b => b.Access.HasFlag(ConnectorAccess.Read)).Select(b => b.Property).Distinct();
        _targets = properties.Select(p => (Property: p, Target: JournalTarget.Make(p))).Where(p => p.Target is not null).ToFrozenDictionary(p => p.Property, p => p.Target!);
        _byPath = _targets.ToFrozenDictionary(p => p.Key.ToString(), p => p.Value, StringComparer.Ordinal);
    }

    public TimeProvider TimeProvider => _inner.TimeProvider;

    public ILoggerFactory LoggerFactory => _inner.LoggerFactory;

    internal RecordStore Store { get; }

    internal JournalCounters Counters => new(
        Interlocked.Read(ref _written),
        Interlocked.Read(ref _duplicates),
        Interlocked.Read(ref _replayed),
        Interlocked.Read(ref _orphaned),
        Interlocked.Read(ref _notWritten),
        Store.Counters);

    public DateTimeOffset ToWallTime(DateTimeOffset time) => _inner.ToWallTime(time);

    public void ReportState(ConnectorState state, string reason) => _inner.ReportState(state, reason);

    public void ReportCounters(Func<ConnectorCounters> read) => _inner.ReportCounters(read);

    public void ReportPresence(Twin twin, bool isPresent, string reason) => _inner.ReportPresence(twin, isPresent, reason);

    // That something could not be read is no sample: nothing is lost if it is not kept.
    public ValueTask PostFailureAsync<T>(Property<T> property, DateTimeOffset time, Quality reasons, ISampleReceipt? receipt, CancellationToken cancellationToken) =>
        _inner.PostFailureAsync(property, time, reasons, receipt, cancellationToken);

    public ValueTask PostAsync<T>(Property<T> property, Sample<T> sample, ISampleReceipt? receipt, CancellationToken cancellationToken)
    {
        if (!_targets.TryGetValue(property, out var target))
            return _inner.PostAsync(property, sample, receipt, cancellationToken);
        switch (Keep(target, sample, receipt, out var entry))
        {
            case Kept.Already:
                return ValueTask.CompletedTask;
            case Kept.Not:
                if (_acknowledgesDurable)
                {
                    receipt?.Abandoned();
                    receipt = null;
                }

                return _inner.PostAsync(property, sample, receipt, cancellationToken);
            default:
                Wake();
                return _inner.PostAsync(property, sample, entry, cancellationToken);
        }
    }

    /// <summary>Takes note of what the journal holds, starts making durable, and hands on what had not reached the twin.</summary>
    internal async Task StartAsync(CancellationToken cancellationToken)
    {
        for (var after = Math.Max(0, Store.Last - Remembered); Store.TryRead(after, out var record); after = record.Sequence)
        {
            if (TargetOf(record.Payload)?.KeyOf(record.Payload) is { } key)
                _recent.Add(key);
        }

        _committing = Task.Run(CommitAsync, CancellationToken.None);
        var last = Store.Last;
        for (var after = Store.Confirmed; after < last && Store.TryRead(after, out var record); after = record.Sequence)
            await ReplayAsync(record, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes durable what there is, and closes the store.</summary>
    public async ValueTask DisposeAsync()
    {
        _isStopping = true;
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _committing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        TryCommit();
        Store.Dispose();
        _stopping.Dispose();
    }

    private async ValueTask ReplayAsync(StoredRecord record, CancellationToken cancellationToken)
    {
        JournalEntry entry;
        lock (_lock)
        {
            entry = Take().Begin(record.Sequence, null, null);
            _notApplied.Enqueue(entry);
        }

        if (TargetOf(record.Payload) is { } target && await target.ReplayAsync(_inner, record.Payload, entry, cancellationToken).ConfigureAwait(false))
        {
            Interlocked.Increment(ref _replayed);
        }
        else
        {
            Interlocked.Increment(ref _orphaned);
            entry.Applied();
        }

        Wake();
    }

    private JournalTarget? TargetOf(ReadOnlySpan<byte> code) =>
        SampleCode.TryPath(code, out var path) && _byPath.TryGetValue(System.Text.Encoding.UTF8.GetString(path), out var target) ? target : null;

    private Kept Keep<T>(JournalTarget target, in Sample<T> sample, ISampleReceipt? receipt, out JournalEntry? entry)
    {
        entry = null;
        var (onDurable, onApplied) = _acknowledgesDurable ? (receipt, (ISampleReceipt?)null) : (null, receipt);
        var key = SampleCode.Key(target.Hash, sample);
        var isNew = false;
        try
        {
            lock (_lock)
            {
                isNew = _recent.Add(key);
                if (!isNew)
                {
                    Interlocked.Increment(ref _duplicates);

                    // What was written before is durable after the next flush at the latest, and so is this.
                    TellWhenDurable(receipt);
                    return Kept.Already;
                }

                var length = _isStopping || _notDurable.Count + _notApplied.Count >= MostUnderWay ? 0 : SampleCode.Write(_code, target.Path, sample);
                var sequence = length == 0 ? 0 : Store.Append(_code.AsSpan(0, length), new DateTimeOffset(sample.ArrivalTicks, TimeSpan.Zero));
                if (sequence > 0)
                {
                    Interlocked.Increment(ref _written);
                    entry = Take().Begin(sequence, onDurable, onApplied);
                    _notDurable.Enqueue(entry);
                    return Kept.Now;
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            LogFailure(e);
        }

        lock (_lock)
            _recent.Undo(key);
        Interlocked.Increment(ref _notWritten);
        return Kept.Not;
    }

    private void TellWhenDurable(ISampleReceipt? receipt)
    {
        if (receipt is null)
            return;
        var entry = Take().Begin(Store.Last, receipt, null);
        entry.Applied();
        _notDurable.Enqueue(entry);
        Wake();
    }

    private JournalEntry Take() => _free.TryPop(out var entry) ? entry : new JournalEntry();

    private void Wake() => _work.Writer.TryWrite(0);

    private async Task CommitAsync()
    {
        while (!_isStopping)
        {
            await _work.Reader.ReadAsync(_stopping.Token).ConfigureAwait(false);
            if (TryCommit())
                continue;
            await Task.Delay(PauseAfterFailure, TimeProvider, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Wake();
        }
    }

    private bool TryCommit()
    {
        try
        {
            var durable = Store.Flush();
            lock (_lock)
            {
                while (_notDurable.TryPeek(out var entry) && entry.Sequence <= durable)
                {
                    _notDurable.Dequeue();
                    if (entry.OnDurable is { } receipt)
                        _toTell.Add(receipt);
                    _notApplied.Enqueue(entry);
                }
            }

            Tell();
            Confirm();
            return true;
        }
        catch (Exception e)
        {
            // A disk that fails, or our own mistake: neither may end the loop, or nothing would be acknowledged any more.
            LogFailure(e);
            return false;
        }
    }

    /// <summary>Tells transports what is durable. One that fails keeps no other from being told.</summary>
    private void Tell()
    {
        foreach (var receipt in _toTell)
        {
            try
            {
                receipt.Applied();
            }
            catch (Exception e)
            {
                LogFailure(e);
            }
        }

        _toTell.Clear();
    }

    /// <summary>Confirms up to the last sample before which none is still on its way to its twin.</summary>
    private void Confirm()
    {
        long confirmed = 0;
        lock (_lock)
        {
            while (_notApplied.TryPeek(out var entry) && entry.IsApplied)
            {
                confirmed = Math.Max(confirmed, entry.Sequence);
                _free.Push(_notApplied.Dequeue());
            }
        }

        if (confirmed > 0)
            Store.Confirm(confirmed);
    }

    private void LogFailure(Exception e)
    {
        if (_sampler.ShouldLog(TimeProvider.GetUtcNow().UtcTicks, out var suppressed))
            ConnectorLog.JournalFailed(_logger, _connector, e.Message, suppressed);
    }

    /// <summary>What became of a sample.</summary>
    private enum Kept
    {
        /// <summary>It could not be written.</summary>
        Not,

        /// <summary>It has been written.</summary>
        Now,

        /// <summary>It had been written before.</summary>
        Already,
    }
}
