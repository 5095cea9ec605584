namespace DigitalTwin.Sdk.Connectors;

/// <content>What goes when the store is full, or a record old.</content>
public sealed partial class RecordStore
{
    /// <summary>Makes room for one more record.</summary>
    /// <returns>False if the policy would rather not take it.</returns>
    private bool MakeRoom(int size, RecordPriority priority)
    {
        while (Bytes + size > _options.MaxBytes)
        {
            if (_segments.Count > 1 && _segments[0].Last <= _cursor.Confirmed)
            {
                Delete(0);
                continue;
            }

            switch (_options.WhenFull)
            {
                case StoreDropPolicy.DropOldest when _segments.Count > 1:
                    _droppedBySize += PendingIn(_segments[0]);
                    Delete(0);
                    break;
                case StoreDropPolicy.DropLowestPriority when TryDropLowest(priority):
                    break;
                default:
                    return false;
            }
        }

        return true;
    }

    /// <summary>Drops segments all of whose records are confirmed and not to be kept.</summary>
    private void DropConfirmed()
    {
        var confirmed = _cursor.Confirmed - _options.KeepConfirmed;
        while (_segments.Count > 1 && _segments[0].Last <= confirmed)
            Delete(0);
    }

    private void DropAged()
    {
        if (_options.MaxAge == TimeSpan.MaxValue)
            return;
        var oldest = _clock.GetUtcNow().UtcTicks - _options.MaxAge.Ticks;
        for (var i = 0; i < _segments.Count - 1;)
        {
            if (_segments[i].Newest >= oldest)
            {
                i++;
                continue;
            }

            _droppedByAge += PendingIn(_segments[i]);
            Delete(i);
        }
    }

    /// <summary>Writes the oldest closed segment that has records of the lowest priority anew, without them.</summary>
    /// <returns>False if there are none below or equal to the new record's priority.</returns>
    private bool TryDropLowest(RecordPriority priority)
    {
        for (var lowest = RecordPriority.Low; lowest <= priority; lowest++)
        {
            var index = _segments.FindIndex(0, _segments.Count - 1, s => s.CountOf(lowest) > 0);
            if (index >= 0)
            {
                Rewrite(_segments[index], lowest);
                return true;
            }

            // Of its own segment nothing is dropped: as long as there is something of less worth than the new record, that comes first.
            if (Active.CountOf(lowest) > 0 && lowest < priority)
            {
                Roll();
                lowest--;
            }
        }

        return false;
    }

    private void Rewrite(SegmentFile segment, RecordPriority dropped)
    {
        var path = segment.Path + ".tmp";
        var kept = new List<(long Sequence, long Ticks, int Priority)>();
        long size = SegmentFile.HeaderBytes;
        Attempt(path, () =>
        {
            using var target = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
            RandomAccess.Write(target, SegmentFile.Header(segment.First), 0);
            var (offset, after) = ((long)SegmentFile.HeaderBytes, segment.First - 1);
            while (_reader.TryNext(segment.Handle, ref offset, segment.Size, after))
            {
                after = RecordFormat.Sequence(_reader.Record);
                if (RecordFormat.Priority(_reader.Record) == (int)dropped)
                {
                    _droppedBySize += after > _cursor.Confirmed ? 1 : 0;
                    continue;
                }

                RandomAccess.Write(target, _reader.Record, size);
                size += _reader.Record.Length;
                kept.Add((after, RecordFormat.Ticks(_reader.Record), RecordFormat.Priority(_reader.Record)));
            }

            RandomAccess.FlushToDisk(target);
        });
        _sealedBytes += size - segment.Size;
        _reader.Forget();
        _at = null;
        Attempt(segment.Path, () =>
        {
            segment.Replace(path);
            FolderSync.Flush(_options.Folder);
        });
        segment.Size = size;
        foreach (var (sequence, ticks, level) in kept)
            segment.Note(sequence, ticks, level);
        if (segment.Count == 0)
            Delete(_segments.IndexOf(segment));
    }

    private void Delete(int index)
    {
        var segment = _segments[index];
        _sealedBytes -= segment.Size;
        _segments.RemoveAt(index);
        _reader.Forget();
        Attempt(segment.Path, segment.Delete);
    }

    private long Pending() => _segments.Sum(PendingIn);

    private long PendingIn(SegmentFile segment)
    {
        var confirmed = _cursor.Confirmed;
        if (confirmed < segment.First)
            return segment.Count;
        if (confirmed >= segment.Last)
            return 0;
        if (segment.Count == segment.Last - segment.First + 1)
            return segment.Last - confirmed;

        // Records are missing in between, so they have to be counted one by one.
        var pending = 0;
        var (offset, after) = ((long)SegmentFile.HeaderBytes, segment.First - 1);
        for (; _reader.TryNext(segment.Handle, ref offset, segment.Size, after); pending += after > confirmed ? 1 : 0)
            after = RecordFormat.Sequence(_reader.Record);
        return pending;
    }
}
