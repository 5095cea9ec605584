using DigitalTwin.Sdk.Connectors;

namespace DigitalTwin.Sdk.Benchmarks;

/// <summary>The record store against a file to which the same bytes are written.</summary>
internal sealed class StoreSuite : ISuite
{
    private const int Batches = 400;
    private const int BatchRecords = 100;
    private const int Payload = 200;
    private const int RecordBytes = Payload + 36;
    private readonly byte[] _payload = [.. Enumerable.Range(0, Payload).Select(i => (byte)i)];

    public string Name => "store";

    public string About =>
        $"{Batches} batches of {BatchRecords} records of {Payload} bytes, each batch made durable: RecordStore.Append and Flush, against one write of the same {BatchRecords * RecordBytes} bytes " +
        $"and the same flush to disk a batch. Median of {PairRunner.Pairs} pairs in turns. Every record is read back and counted.";

    public async Task<IReadOnlyList<Measure>> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("store-suite-").FullName;
        try
        {
            var result = await PairRunner.RunAsync(() => Task.FromResult(Ours(folder)), () => Task.FromResult(Raw(folder)));
            var (ours, raw) = result.Median(t => 1e6 / t.Wall);
            return
            [
                Measure.More("append", "k/s", ours, raw, "raw file", 0.8, $"{result.Spread(t => 1e6 / t.Wall)}; a batch {result.Median(t => t.Wall).Ours * BatchRecords / 1000:0} µs"),
                Measure.AtMost("bytes_per_append", "B", result.Median(t => t.Bytes).Ours, 0, "raw file", 1, 0.01, ""),
            ];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private Trial Ours(string folder)
    {
        var own = Path.Combine(folder, "store");
        using var store = RecordStore.Open(new StoreOptions { Folder = own, MaxAge = TimeSpan.MaxValue });
        var before = store.Last;
        var trial = Trial.Time(
            Batches * BatchRecords,
            () =>
            {
                for (var batch = 0; batch < Batches; batch++)
                {
                    for (var i = 0; i < BatchRecords; i++)
                        store.Append(_payload, DateTimeOffset.UnixEpoch);
                    store.Flush();
                }
            },
            () => { });
        long read = 0;
        for (var after = before; store.TryRead(after, out var record) && record.Payload.AsSpan().SequenceEqual(_payload); after = record.Sequence)
            read++;
        if (read != Batches * BatchRecords)
            throw new InvalidOperationException($"{read} records were read back.");
        store.Confirm(store.Last);
        return trial;
    }

    private static Trial Raw(string folder)
    {
        var file = Path.Combine(folder, "raw");
        var batch = new byte[BatchRecords * RecordBytes];
        using var handle = File.OpenHandle(file, FileMode.Create, FileAccess.ReadWrite);
        return Trial.Time(
            Batches * BatchRecords,
            () =>
            {
                for (var i = 0; i < Batches; i++)
                {
                    RandomAccess.Write(handle, batch, (long)i * batch.Length);
                    RandomAccess.FlushToDisk(handle);
                }
            },
            () => { });
    }
}
