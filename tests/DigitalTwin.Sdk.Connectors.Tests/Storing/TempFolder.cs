namespace DigitalTwin.Sdk.Connectors.Tests.Storing;

/// <summary>A folder that is gone after the test.</summary>
internal sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("store-").FullName;

    public StoreOptions Options(StoreDropPolicy whenFull = StoreDropPolicy.DropOldest, long segment = 4 << 10, long most = 1 << 20, TimeSpan? age = null, int keep = 0) => new()
    {
        Folder = Path,
        SegmentBytes = segment,
        MaxBytes = most,
        MaxRecordBytes = 1_000,
        WhenFull = whenFull,
        MaxAge = age ?? TimeSpan.MaxValue,
        KeepConfirmed = keep,
    };

    public IReadOnlyList<string> Segments => [.. Directory.EnumerateFiles(Path, "*.seg").Order(StringComparer.Ordinal)];

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
