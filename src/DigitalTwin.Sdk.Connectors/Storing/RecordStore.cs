namespace DigitalTwin.Sdk.Connectors;

/// <summary>
/// Keeps records on disk until they are confirmed, in order, bounded in size and age, through a crash at any byte. What store-and-forward is built on; of use for
/// connectors of your own. Thread-safe.
/// </summary>
/// <remarks>
/// A record is durable once <see cref="Flush"/> has returned after it was appended; what was appended and not flushed may be lost by a kill, always from the
/// end. Records have numbers from 1 on, in the order of appending; a number is never given twice, not even after all records are gone. Files are closed segments
/// and one that grows: a crash cuts at most its last, unfinished record; damage elsewhere is passed over and counted. A full or failing disk is an
/// <see cref="IOException"/> that names the file; the record was then not taken, and the store can be used on. Only after a flush to disk has failed nothing more is
/// taken until the store is opened anew: the system may have thrown away what it could not write, and would say nothing the next time.
/// Appending allocates nothing once the store has warmed up.
/// </remarks>
public sealed partial class RecordStore : IDisposable
{
    private const int BatchBytes = 64 << 10;
    private readonly Lock _lock = new();
    private readonly StoreOptions _options;
    private readonly TimeProvider _clock;
    private readonly StoreClaim _claim;
    private readonly CursorFile _cursor;
    private readonly SegmentReader _reader;
    private readonly List<SegmentFile> _segments = [];
    private readonly byte[] _batch;
    private int _batched;
    private long _written;
    private long _durable;
    private long _next = 1;
    private long _sealedBytes;
    private bool _isDisposed;
    private volatile string? _broken;
    private long _appended;
    private long _refused;
    private long _droppedBySize;
    private long _droppedByAge;
    private long _lost;
    private long _tornBytes;

    private RecordStore(StoreOptions options, TimeProvider clock, StoreClaim claim)
    {
        (_options, _clock, _claim) = (options, clock, claim);
        _reader = new SegmentReader(claim.LargestRecord);
        _batch = new byte[Math.Max(BatchBytes, RecordFormat.HeaderBytes + options.MaxRecordBytes)];
        _cursor = new CursorFile(options.Folder);
        Recover();
    }

    /// <summary>What happened to the records, and what there is.</summary>
    public StoreCounters Counters
    {
        get
        {
            lock (_lock)
                return new StoreCounters(_appended, _refused, _droppedBySize, _droppedByAge, _lost, _tornBytes, Pending(), Bytes);
        }
    }

    /// <summary>The last record confirmed; 0 for none.</summary>
    public long Confirmed
    {
        get
        {
            lock (_lock)
                return _cursor.Confirmed;
        }
    }

    /// <summary>The last record that is on disk for certain; 0 for none.</summary>
    public long Durable => Interlocked.Read(ref _durable);

    /// <summary>The last record taken; 0 for none.</summary>
    public long Last
    {
        get
        {
            lock (_lock)
                return _next - 1;
        }
    }

    private SegmentFile Active => _segments[^1];

    private long Bytes => _sealedBytes + Active.Size + _batched;

    /// <summary>Opens the store of a folder, or makes one, and mends what a crash has left.</summary>
    /// <param name="options">Where and how much.</param>
    /// <param name="clock">The clock that ages are measured by; null for the machine's.</param>
    /// <exception cref="ArgumentException">An option is out of range; all that are wrong are named.</exception>
    /// <exception cref="IOException">The folder is in use by another store, or cannot be read or written.</exception>
    public static RecordStore Open(StoreOptions options, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var settings = options.Checked();
        Directory.CreateDirectory(settings.Folder);
        var claim = StoreClaim.Take(settings.Folder, settings.MaxRecordBytes);
        try
        {
            return new RecordStore(settings, clock ?? TimeProvider.System, claim);
        }
        catch
        {
            claim.Dispose();
            throw;
        }
    }

    /// <summary>Takes a record. It is durable after the next <see cref="Flush"/>.</summary>
    /// <param name="payload">Its content.</param>
    /// <param name="time">The time it keeps, to UTC; its age counts from there.</param>
    /// <param name="until">When it loses its meaning; null for never. The store only keeps it: whoever reads it has to heed it.</param>
    /// <param name="priority">Which records of a full store go first.</param>
    /// <param name="tag">Any number; the store does not look at it.</param>
    /// <returns>Its number; 0 if the store was full and refused it, which is counted.</returns>
    /// <exception cref="ArgumentException">The payload is longer than the store takes.</exception>
    /// <exception cref="IOException">The disk is full or fails; the record was not taken.</exception>
    public long Append(ReadOnlySpan<byte> payload, DateTimeOffset time, DateTimeOffset? until = null, RecordPriority priority = RecordPriority.Normal, byte tag = 0)
    {
        if (payload.Length > _options.MaxRecordBytes)
            throw new ArgumentException($"A record of '{_options.Folder}' has {_options.MaxRecordBytes} bytes at most, not {payload.Length}.", nameof(payload));
        if (!Enum.IsDefined(priority))
            throw new ArgumentOutOfRangeException(nameof(priority), priority, "There is no such priority.");
        var size = RecordFormat.HeaderBytes + payload.Length;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            ThrowIfBroken();
            if (_batched + size > _batch.Length || Active.Size + _batched + size > _options.SegmentBytes)
                WriteBatch();
            if (Active.Size + size > _options.SegmentBytes)
                Roll();
            if (Bytes + size > _options.MaxBytes && !MakeRoom(size, priority))
            {
                _refused++;
                return 0;
            }

            var sequence = _next++;
            RecordFormat.Write(_batch.AsSpan(_batched), sequence, time.UtcTicks, until?.UtcTicks ?? 0, priority, tag, payload);
            _batched += size;
            Active.Note(sequence, time.UtcTicks, (int)priority);
            _appended++;
            return sequence;
        }
    }

    /// <summary>Makes everything appended so far durable. Appending goes on meanwhile.</summary>
    /// <returns>The last record that is durable.</returns>
    /// <exception cref="IOException">The disk is full or fails. If writing failed, call again; if flushing did, open the store anew.</exception>
    public long Flush()
    {
        long upTo;
        SegmentFile segment;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            ThrowIfBroken();
            WriteBatch();
            (upTo, segment) = (_next - 1, Active);
        }

        if (upTo > Durable)
            Sync(segment, upTo);
        return Durable;
    }

    /// <summary>The records up to this one have reached whom they were for; they are not kept any longer than said in the options.</summary>
    /// <remarks>A crash right after it may forget it, so that records come again: they are delivered at least once.</remarks>
    /// <param name="sequence">Number of the last of them. Numbers before an earlier confirmation change nothing.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such record yet.</exception>
    public void Confirm(long sequence)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(sequence, _next);
            if (sequence <= _cursor.Confirmed)
                return;

            // What is not on disk must not be confirmed there: after a crash its number would be given again, to a record taken for confirmed.
            if (sequence > _written)
                WriteBatch();
            Attempt(CursorFile.Name, () => _cursor.Write(sequence));
            DropConfirmed();
        }
    }

    /// <summary>Flushes and closes the files.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_isDisposed)
                return;
            try
            {
                WriteBatch();
                RandomAccess.FlushToDisk(Active.Handle);
                _cursor.Flush();
            }
            catch (IOException)
            {
                // Whoever wanted to know called Flush.
            }

            _isDisposed = true;
            foreach (var segment in _segments)
                segment.Dispose();
            _cursor.Dispose();
            _claim.Dispose();
        }
    }

    /// <summary>Hands what was appended to the system. Where that fails, it is tried again with the next call.</summary>
    private void WriteBatch()
    {
        if (_batched == 0)
            return;
        var segment = Active;
        try
        {
            RandomAccess.Write(segment.Handle, _batch.AsSpan(0, _batched), segment.Size);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The store cannot write '{segment.Path}': {e.Message}", e);
        }

        segment.Size += _batched;
        _batched = 0;
        _written = _next - 1;
    }

    private void Sync(SegmentFile segment, long upTo)
    {
        try
        {
            RandomAccess.FlushToDisk(segment.Handle);
        }
        catch (ObjectDisposedException)
        {
            // It was closed meanwhile, and made durable before that, or dropped to make room.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _broken = $"The store could not flush '{segment.Path}' to disk and has to be opened anew: {e.Message}";
            throw new IOException(_broken, e);
        }

        NoteDurable(upTo);
    }

    private void ThrowIfBroken()
    {
        if (_broken is { } reason)
            throw new IOException(reason);
    }

    private void NoteDurable(long upTo)
    {
        for (var before = Durable; before < upTo;)
        {
            var now = Interlocked.CompareExchange(ref _durable, upTo, before);
            if (now == before)
                return;
            before = now;
        }
    }

    /// <summary>Closes the segment, durable, and begins the next.</summary>
    private void Roll()
    {
        WriteBatch();
        if (Active.Count == 0)
            return;
        var last = Active;
        Sync(last, _next - 1);
        Attempt(_options.Folder, () =>
        {
            _segments.Add(SegmentFile.Create(_options.Folder, _next));
            FolderSync.Flush(_options.Folder);
        });
        _sealedBytes += last.Size;
        DropAged();
        DropConfirmed();
    }

    private static void Attempt(string what, Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The store cannot write '{what}': {e.Message}", e);
        }
    }
}
