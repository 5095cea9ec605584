using Microsoft.Win32.SafeHandles;

namespace DigitalTwin.Sdk.Connectors;

/// <summary>Reads the records of a segment one after the other, and finds its way behind damage. Never takes more memory than the largest record that may be. Not thread-safe.</summary>
internal sealed class SegmentReader(int maxRecordBytes)
{
    // How far a sequence may jump behind damage: farther it is no record but chance.
    private const long LongestJump = 1L << 40;
    private readonly byte[] _buffer = new byte[Math.Max(64 << 10, RecordFormat.HeaderBytes + maxRecordBytes)];
    private SafeFileHandle? _handle;
    private long _start;
    private int _filled;

    /// <summary>The record that was found; valid until the next one is looked for.</summary>
    internal ReadOnlySpan<byte> Record => _buffer.AsSpan(_at, _length);

    /// <summary>Whether damage was passed on the way to it.</summary>
    internal bool HasSkipped { get; private set; }

    private int _at;
    private int _length;

    /// <summary>Finds the next sound record.</summary>
    /// <param name="handle">The file.</param>
    /// <param name="offset">Where to look; behind the record afterwards. Not moved if there is none.</param>
    /// <param name="end">Where the file's records end.</param>
    /// <param name="after">Sequence that it must exceed.</param>
    internal bool TryNext(SafeFileHandle handle, ref long offset, long end, long after)
    {
        HasSkipped = false;
        for (var at = offset; at + RecordFormat.HeaderBytes <= end; at++)
        {
            if (IsRecord(handle, at, end, after))
            {
                offset = at + _length;
                return true;
            }

            HasSkipped = true;
        }

        return false;
    }

    /// <summary>Forgets what it has read: the file has changed.</summary>
    internal void Forget() => _handle = null;

    private bool IsRecord(SafeFileHandle handle, long at, long end, long after)
    {
        if (!Need(handle, at, RecordFormat.HeaderBytes))
            return false;
        var header = _buffer.AsSpan(_at, RecordFormat.HeaderBytes);
        if (!RecordFormat.TryLength(header, maxRecordBytes, out var length) || at + RecordFormat.HeaderBytes + length > end)
            return false;
        var sequence = RecordFormat.Sequence(header);
        if (sequence <= after || sequence - after > LongestJump || !Need(handle, at, RecordFormat.HeaderBytes + length))
            return false;
        _length = RecordFormat.HeaderBytes + length;
        return RecordFormat.IsSound(Record);
    }

    /// <summary>Sees to it that so many bytes from there on are in the buffer.</summary>
    private bool Need(SafeFileHandle handle, long at, int count)
    {
        if (_handle != handle || at < _start || at + count > _start + _filled)
        {
            (_handle, _start, _filled) = (handle, at, 0);
            for (int read; _filled < count && (read = RandomAccess.Read(handle, _buffer.AsSpan(_filled), at + _filled)) > 0;)
                _filled += read;
            if (_filled < count)
            {
                _handle = null;
                return false;
            }
        }

        _at = (int)(at - _start);
        return true;
    }
}
