using System.Diagnostics;
using System.Globalization;

namespace DigitalTwin.Sdk.Connectors.Tests.Storing;

/// <summary>A process that writes is killed at any moment: what it called durable is there, once, in order, whole.</summary>
public sealed class KillTests
{
    private const int Seed = 20_260_301;
    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("DIGITALTWIN_KILLS") ?? "200", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Two_hundred_kills_lose_nothing_that_was_called_durable()
    {
        using var folder = new TempFolder();
        var random = new Random(Seed);
        var highest = 0L;
        for (var kill = 1; kill <= Kills; kill++)
        {
            var (durable, confirmed) = await WriteAndKillAsync(folder.Path, random);
            using var store = RecordStore.Open(StoreWriterProgram.Options(folder.Path));
            var where = $"kill {kill} of seed {Seed}: ";
            Assert.True(store.Last >= Math.Max(durable, highest), $"{where}called durable up to {Math.Max(durable, highest)}, there up to {store.Last}");
            Assert.True(store.Confirmed >= confirmed, $"{where}confirmed up to {confirmed}, remembered up to {store.Confirmed}");
            Assert.Equal(0, store.Counters.LostToCorruption);
            long expected = store.Confirmed + 1;
            for (; store.TryRead(expected - 1, out var record); expected++)
            {
                Assert.True(record.Sequence == expected, $"{where}record {record.Sequence} where {expected} was expected");
                Assert.True(record.Payload.AsSpan().SequenceEqual(StoreWriterProgram.Content(expected)), $"{where}record {expected} is not as it was written");
            }

            Assert.Equal(store.Last + 1, expected);
            highest = store.Last;
        }

        Assert.True(highest > Kills);
    }

    private static async Task<(long Durable, long Confirmed)> WriteAndKillAsync(string folder, Random random)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["exec", typeof(KillTests).Assembly.Location, StoreWriterProgram.Word, folder, $"{random.Next()}"]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var (durable, confirmed) = (0L, 0L);
        var lines = random.Next(1, 40);
        for (var i = 0; i < lines && await process.StandardOutput.ReadLineAsync() is { } line; i++)
            Note(line);

        // Somewhere between one line and the next.
        var until = Stopwatch.GetTimestamp() + random.Next(0, (int)(Stopwatch.Frequency / 1_000));
        while (Stopwatch.GetTimestamp() < until)
            Thread.SpinWait(10);
        process.Kill();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
            Note(line);
        await process.WaitForExitAsync();
        Assert.True(durable > 0 || lines == 1 || process.ExitCode == 137, $"the writer ended with {process.ExitCode}");
        return (durable, confirmed);

        void Note(string line)
        {
            // The last line may be cut off by the kill.
            var words = line.Split(' ');
            if (words is ["durable", var up] && long.TryParse(up, CultureInfo.InvariantCulture, out var number))
                durable = Math.Max(durable, number);
            else if (words is ["confirmed", var to] && long.TryParse(to, CultureInfo.InvariantCulture, out number))
                confirmed = Math.Max(confirmed, number);
        }
    }
}
