using System.Globalization;

namespace DigitalTwin.Sdk.Connectors.Tests.Storing;

/// <summary>The process that is killed: appends, flushes, and says on its output how far what it wrote is durable.</summary>
internal static class StoreWriterProgram
{
    internal const string Word = "--write-store";

    /// <summary>The content of a record tells which one it is.</summary>
    internal static byte[] Content(long sequence)
    {
        var content = new byte[(int)(sequence * 7919 % 700)];
        new Random((int)sequence).NextBytes(content);
        return content;
    }

    /// <summary>Small segments, so that kills hit their changes too.</summary>
    internal static StoreOptions Options(string folder) => new() { Folder = folder, SegmentBytes = 16 << 10, MaxBytes = 64 << 20, MaxRecordBytes = 1_000, MaxAge = TimeSpan.MaxValue };

    internal static int Run(string folder, int seed)
    {
        var random = new Random(seed);
        var output = Console.Out;
        using var store = RecordStore.Open(Options(folder));
        output.WriteLine("open");
        while (true)
        {
            for (var i = random.Next(1, 9); i > 0; i--)
                store.Append(Content(store.Last + 1), DateTimeOffset.UnixEpoch);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"durable {store.Flush()}"));
            if (random.Next(4) == 0)
            {
                store.Confirm(store.Durable - random.Next(0, 5));
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"confirmed {store.Confirmed}"));
            }

            output.Flush();
        }
    }
}
