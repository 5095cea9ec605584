namespace DigitalTwin.Sdk.Connectors;

/// <summary>Where a store is, and how much it may hold. Copied when the store is opened.</summary>
public sealed class StoreOptions
{
    private const long SmallestSegment = 4 << 10;
    private const long LargestSegment = 1L << 30;

    /// <summary>The folder; made if it is not there. One store in one process has it to itself.</summary>
    /// <value>Must be given.</value>
    public string Folder { get; set; } = "";

    /// <summary>Size at which a segment file is closed and the next begun.</summary>
    /// <value>16 MiB by default; 4 KiB to 1 GiB.</value>
    public long SegmentBytes { get; set; } = 16 << 20;

    /// <summary>Most bytes of all segment files together.</summary>
    /// <value>1 GiB by default; at least two segments.</value>
    public long MaxBytes { get; set; } = 1L << 30;

    /// <summary>Records whose time is further back than this are dropped, by whole segments.</summary>
    /// <value>7 days by default; above zero; <see cref="TimeSpan.MaxValue"/> for no limit.</value>
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Largest payload of one record. Nothing larger is ever read into memory either, whatever a damaged file says.</summary>
    /// <value>1 MiB by default; 1 byte to what fits into a segment.</value>
    public int MaxRecordBytes { get; set; } = 1 << 20;

    /// <summary>What a full store does.</summary>
    /// <value><see cref="StoreDropPolicy.DropOldest"/> by default.</value>
    public StoreDropPolicy WhenFull { get; set; }

    /// <summary>How many confirmed records stay readable at least, so that what is delivered again after a crash can be recognised.</summary>
    /// <value>0 by default.</value>
    public int KeepConfirmed { get; set; }

    internal StoreOptions Checked()
    {
        var problems = Validate().ToList();
        return problems.Count == 0 ? (StoreOptions)MemberwiseClone() : throw new ArgumentException(string.Join(" ", problems));
    }

    internal IEnumerable<string> Validate()
    {
        if (string.IsNullOrWhiteSpace(Folder))
            yield return $"{nameof(StoreOptions)}.{nameof(Folder)} must be given.";
        if (SegmentBytes is < SmallestSegment or > LargestSegment)
            yield return $"{nameof(StoreOptions)}.{nameof(SegmentBytes)} must be {SmallestSegment} to {LargestSegment}, not {SegmentBytes}.";
        if (MaxBytes < 2 * SegmentBytes)
            yield return $"{nameof(StoreOptions)}.{nameof(MaxBytes)} must be at least two segments, {2 * SegmentBytes}, not {MaxBytes}.";
        if (MaxAge <= TimeSpan.Zero)
            yield return $"{nameof(StoreOptions)}.{nameof(MaxAge)} must be above zero, not {MaxAge}.";
        if (MaxRecordBytes < 1 || MaxRecordBytes > SegmentBytes - SegmentFile.HeaderBytes - RecordFormat.HeaderBytes)
            yield return $"{nameof(StoreOptions)}.{nameof(MaxRecordBytes)} must be 1 to {SegmentBytes - SegmentFile.HeaderBytes - RecordFormat.HeaderBytes}, what fits into a segment, not {MaxRecordBytes}.";
        if (!Enum.IsDefined(WhenFull))
            yield return $"{nameof(StoreOptions)}.{nameof(WhenFull)} is unknown: {(int)WhenFull}.";
        if (KeepConfirmed < 0)
            yield return $"{nameof(StoreOptions)}.{nameof(KeepConfirmed)} must not be negative, but is {KeepConfirmed}.";
    }
}
