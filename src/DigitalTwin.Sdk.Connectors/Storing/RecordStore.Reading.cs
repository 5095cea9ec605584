using System.Diagnostics.CodeAnalysis;

namespace DigitalTwin.Sdk.Connectors;

/// <content>Reading back.</content>
public sealed partial class RecordStore
{
    // Where the last record was read: whoever reads on in order does not search.
    private SegmentFile? _at;
    private long _atOffset;
    private long _atSequence;

    /// <summary>Reads the first record behind another one.</summary>
    /// <remarks>Gives what was appended, durable or not, as long as it was neither dropped nor lost; numbers are missing then. Confirming does not take records out of sight at once.</remarks>
    /// <param name="after">Number of the record before; <see cref="Confirmed"/> for the first that is pending, 0 for the first that there is.</param>
    /// <param name="record">The record; its payload is its own.</param>
    /// <returns>False if there is none yet.</returns>
    /// <exception cref="IOException">The disk fails.</exception>
    public bool TryRead(long after, [NotNullWhen(true)] out StoredRecord? record)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            record = null;
            if (after >= _next - 1)
                return false;
            if (_batched > 0 && _written < _next - 1)
                WriteBatch();
            var index = _segments.FindIndex(s => s.Last > after);
            for (; index >= 0 && index < _segments.Count; index++)
            {
                if (Find(_segments[index], after) is not { } found)
                    continue;
                record = found;
                return true;
            }

            return false;
        }
    }

    private StoredRecord? Find(SegmentFile segment, long after)
    {
        var (offset, sequence) = _at == segment && _atSequence <= after ? (_atOffset, _atSequence) : (SegmentFile.HeaderBytes, segment.First - 1);
        while (_reader.TryNext(segment.Handle, ref offset, segment.Size, sequence))
        {
            sequence = RecordFormat.Sequence(_reader.Record);
            (_at, _atOffset, _atSequence) = (segment, offset, sequence);
            if (sequence > after)
                return RecordFormat.Read(_reader.Record);
        }

        return null;
    }
}
