using System.Globalization;
using DigitalTwin.Sdk.Testing;
using Xunit.Abstractions;

namespace DigitalTwin.Sdk.Connectors.Modbus.Tests.Chaos;

/// <summary>A device is polled behind a link that does everything wrong, while it is stopped and started and the twin's process is killed: no number is lost from the journal, doubled or made up.</summary>
public sealed class ChaosTests(ITestOutputHelper output)
{
    private const int Seed = 20_260_303;
    private const int Kills = 10;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_the_journal_holds_was_read_once_and_is_what_the_device_said(bool isRtu)
    {
        var journal = Directory.CreateTempSubdirectory("chaos-").FullName;
        try
        {
            var device = new CountingDevice();
            await using var server = new ChaosServer(device, isRtu);
            await server.StartAsync();
            await using var link = FaultyLink.Start(server.EndPoint, TimeProvider.System, Seed);
            var random = new Random(Seed);
            var address = $"{(isRtu ? "modbus+rtu" : "modbus")}://127.0.0.1:{link.EndPoint.Port}";
            long written = 0;
            for (var life = 1; life <= Kills; life++)
            {
                using var twin = ChaosTwin.Start(address, journal);
                await twin.Until(t => t.Written > 0);
                for (var step = 0; step < 12; step++)
                {
                    Break(link, random, isRtu);
                    if (random.Next(12) == 0)
                    {
                        await server.StopAsync();
                        await server.StartAsync();
                    }

                    // The next reading behind the fault, good or bad, of which only the first is told; then it is mended.
                    var lines = twin.Lines;
                    await twin.Until(t => t.Lines > lines);
                    Mend(link);
                    var from = twin.Written;
                    await twin.Until(t => t.Written > from);
                }

                await twin.KillAsync();
                written += twin.Written;
            }

            Judge(journal, device, link, written, isRtu);
        }
        finally
        {
            Directory.Delete(journal, recursive: true);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_write_that_was_acknowledged_is_in_the_device(bool isRtu)
    {
        var device = new CountingDevice();
        await using var server = new ChaosServer(device, isRtu);
        await server.StartAsync();
        await using var link = FaultyLink.Start(server.EndPoint, TimeProvider.System, Seed);
        await using var rig = new Rig();
        var random = new Random(Seed);
        rig.Make(
            modbus => modbus.Timeouts(TimeSpan.FromMilliseconds(500), TimeSpan.FromMilliseconds(50)).Write(rig.Speed, ModbusAddress.HoldingRegister(10), tag => tag.WithoutReadBack()),
            $"{(isRtu ? "modbus+rtu" : "modbus")}://127.0.0.1:{link.EndPoint.Port}");
        await rig.Connector.StartAsync(rig.Host, default);
        var (acknowledged, failed) = (0, 0);
        for (var i = 1; i <= 300; i++)
        {
            if (random.Next(3) == 0)
                Break(link, random, isRtu);
            var outcome = await rig.Connector.WriteAsync(rig.Write(rig.Speed, i), default);
            if (outcome.Status == WriteStatus.Acknowledged)
            {
                acknowledged++;
                Assert.Equal(i, device.Setpoint);
            }
            else
            {
                failed++;
            }

            Mend(link);
        }

        output.WriteLine($"{(isRtu ? "RTU" : "TCP")}: {acknowledged} writes acknowledged, all of them in the device; {failed} failed and said so; {link.Counters}");
        Assert.True(acknowledged > 100 && failed > 0);
    }

    private void Judge(string journal, CountingDevice device, FaultyLink link, long written, bool isRtu)
    {
        using var store = RecordStore.Open(ChaosTwinProgram.Options(journal));
        var (numbers, inverses, twice, madeUp) = (new Dictionary<long, long>(), new Dictionary<long, long>(), 0, 0);
        for (long after = 0; store.TryRead(after, out var record); after = record.Sequence)
        {
            Assert.True(SampleCode.TryPath(record.Payload, out var path) && SampleCode.TryRead<long>(record.Payload, out var sample));
            SampleCode.TryRead(record.Payload, out sample);
            var isNumber = path.EndsWith("number"u8);
            if (!(isNumber ? numbers : inverses).TryAdd(isNumber ? sample.Value : (uint)~sample.Value, sample.Ticks))
                twice++;
            if (isNumber && (sample.Value < 1 || sample.Value > device.Number))
                madeUp++;
        }

        // Number and complement of one reading have one time; a kill may come between the two.
        madeUp += numbers.Count(n => inverses.TryGetValue(n.Key, out var ticks) && ticks != n.Value);
        var unpaired = numbers.Keys.Except(inverses.Keys).Count() + inverses.Keys.Except(numbers.Keys).Count();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{(isRtu ? "RTU" : "TCP")}, seed {Seed}: {device.Number} readings answered by the device, {numbers.Count} in the journal, {device.Number - numbers.Count} lost on the link before that; twice {twice}, made up {madeUp}, unpaired {unpaired}; {Kills} kills, {link.Counters}"));
        Assert.Equal((0, 0), (twice, madeUp));
        Assert.InRange(unpaired, 0, Kills);

        // A kill takes what had been taken and was not durable yet: at most the one reading of two samples that was under way.
        Assert.True(numbers.Count + inverses.Count >= written - (2 * Kills), $"{written} samples were written, {numbers.Count + inverses.Count} are there");
        Assert.Equal(0, store.Counters.LostToCorruption);
    }

    /// <summary>Modbus TCP has no check sum: only over RTU can bytes that are wrong be told from right ones.</summary>
    private static void Break(FaultyLink link, Random random, bool isRtu)
    {
        switch (random.Next(isRtu ? 8 : 6))
        {
            case 0:
                link.Cut();
                break;
            case 1:
                link.CutAfter(random.Next(1, 60), (LinkDirection)random.Next(2));
                break;
            case 2:
                link.HalfClose((LinkDirection)random.Next(2));
                break;
            case 3:
                link.Split(random.Next(1, 5));
                break;
            case 4:
                link.Delay = TimeSpan.FromMilliseconds(random.Next(1, 150));
                break;
            case 5:
                link.Stall();
                break;
            case 6:
                link.Corrupt(0.02);
                break;
            default:
                link.Split(3);
                link.Drop(0.1);
                break;
        }
    }

    private static void Mend(FaultyLink link)
    {
        link.Resume();
        link.Split(0);
        link.Corrupt(0);
        link.Drop(0);
        link.Delay = TimeSpan.Zero;
    }
}
