namespace DigitalTwin.Sdk.Connectors;

/// <content>What a crash has left is mended when the store is opened.</content>
public sealed partial class RecordStore
{
    private void Recover()
    {
        foreach (var leftover in Directory.EnumerateFiles(_options.Folder, "*.tmp"))
            File.Delete(leftover);
        var segments = Directory.EnumerateFiles(_options.Folder, "*" + SegmentFile.Extension).Order(StringComparer.Ordinal).Select(SegmentFile.Open).OfType<SegmentFile>();
        foreach (var segment in segments)
            _segments.Add(segment);
        for (var i = 0; i < _segments.Count; i++)
            Scan(_segments[i], isLast: i == _segments.Count - 1);
        _next = Math.Max(_segments.Count > 0 ? Math.Max(_segments[^1].First, _segments[^1].Last + 1) : 1, _cursor.Confirmed + 1);
        foreach (var empty in _segments.SkipLast(1).Where(s => s.Count == 0).ToList())
        {
            _segments.Remove(empty);
            empty.Delete();
        }

        if (_segments.Count == 0)
            _segments.Add(SegmentFile.Create(_options.Folder, _next));
        _sealedBytes = _segments.Take(_segments.Count - 1).Sum(s => s.Size);
        _written = _durable = _next - 1;

        // What was in the system's memory when we were killed is made durable before it is called so.
        RandomAccess.FlushToDisk(Active.Handle);
        FolderSync.Flush(_options.Folder);
        DropAged();
        DropConfirmed();
    }

    /// <summary>Goes through a segment record by record, notes what is there, counts what is missing, and cuts off what is behind the last sound record.</summary>
    private void Scan(SegmentFile segment, bool isLast)
    {
        var end = RandomAccess.GetLength(segment.Handle);
        long offset = SegmentFile.HeaderBytes;
        while (_reader.TryNext(segment.Handle, ref offset, end, segment.Last))
        {
            var sequence = RecordFormat.Sequence(_reader.Record);
            if (_reader.HasSkipped)
                CountLost(segment.Last + 1, sequence - 1);
            segment.Note(sequence, RecordFormat.Ticks(_reader.Record), RecordFormat.Priority(_reader.Record));
        }

        segment.Size = offset;
        if (end <= offset)
            return;
        if (isLast)
        {
            _tornBytes += end - offset;
        }
        else
        {
            // A closed segment was whole once: what is missing at its end is told by where the next one begins.
            var next = _segments[_segments.IndexOf(segment) + 1].First;
            CountLost(segment.Last + 1, next - 1);
        }

        RandomAccess.SetLength(segment.Handle, offset);
        _reader.Forget();
    }

    private void CountLost(long first, long last) => _lost += Math.Max(0, last - Math.Max(first, _cursor.Confirmed + 1) + 1);
}
