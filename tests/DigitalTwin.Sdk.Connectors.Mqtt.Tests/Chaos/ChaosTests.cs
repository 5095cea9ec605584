using System.Globalization;
using System.Net;
using System.Text;
using DigitalTwin.Sdk.Connectors;
using DigitalTwin.Sdk.Testing;
using Xunit.Abstractions;

namespace DigitalTwin.Sdk.Connectors.Mqtt.Tests.Chaos;

/// <summary>
/// A plant sends through mosquitto to a twin behind a link that does everything wrong, while the broker is stopped and started and the twin's process is killed. At the end each message that
/// the broker confirmed to the plant is in the twin's journal once.
/// </summary>
public sealed class ChaosTests(MosquittoPeer peer, ITestOutputHelper output) : IClassFixture<MosquittoPeer>
{
    private const int Seed = 20_260_302;
    private const int Kills = 24;
    private const int BrokerRestarts = 3;
    private const int MessagesPerLife = 600;

    [MosquittoFact]
    public async Task What_the_broker_took_is_in_the_journal_exactly_once_whatever_breaks()
    {
        var journal = Directory.CreateTempSubdirectory("chaos-").FullName;
        try
        {
            await using var link = FaultyLink.Start(new IPEndPoint(IPAddress.Loopback, peer.Port + 2), TimeProvider.System, Seed);
            var random = new Random(Seed);
            await using var plant = new ChaosPlant(peer);
            var broker = $"mqtts://127.0.0.1:{link.EndPoint.Port}";
            long duplicates = 0, replayed = 0, notWritten = 0;

            // The session has to be there before anything is sent, or the broker has nobody to keep it for.
            using (var first = await LiveAsync(broker, journal))
                await first.KillAsync();
            for (var life = 1; life <= Kills; life++)
            {
                using var twin = ChaosTwin.Start(broker, peer.Certificate(""), journal);
                if (random.Next(3) > 0)
                    await twin.IsStarted;
                if (life % (Kills / BrokerRestarts) == 0)
                    await RestartBrokerAsync();
                for (var i = 0; i < MessagesPerLife; i++)
                {
                    await plant.SendAsync();
                    if (random.Next(25) == 0)
                        Break(link, random);
                    else if (random.Next(8) == 0)
                        Mend(link);
                }

                // Two of three are killed while they work off what has waited for them.
                if (random.Next(3) > 0)
                {
                    Mend(link);
                    var (from, some) = (twin.At, random.Next(1, 400));
                    await twin.Until(t => t.At >= Math.Min(plant.Acknowledged, Math.Max(from, 1) + some));
                }

                await twin.KillAsync();
                (duplicates, replayed, notWritten) = (duplicates + twin.Duplicates, replayed + twin.Replayed, notWritten + twin.NotWritten);
            }

            Mend(link);
            using (var last = await LiveAsync(broker, journal))
            {
                await plant.SendAsync();
                await last.Until(t => t.At == plant.Acknowledged);
                await last.KillAsync();
                (duplicates, replayed) = (duplicates + last.Duplicates, replayed + last.Replayed);
            }

            Judge(journal, plant, link, duplicates, replayed, notWritten);
        }
        finally
        {
            Directory.Delete(journal, recursive: true);
        }
    }

    private void Judge(string journal, ChaosPlant plant, FaultyLink link, long duplicates, long replayed, long notWritten)
    {
        using var store = RecordStore.Open(ChaosTwinProgram.Options(journal));
        var times = new Dictionary<long, int>();
        for (long after = 0; store.TryRead(after, out var record); after = record.Sequence)
        {
            Assert.True(SampleCode.TryRead<long>(record.Payload, out var sample));
            Assert.Equal(ChaosPlant.TimeOf(sample.Value), sample.Time);
            times[sample.Value] = times.GetValueOrDefault(sample.Value) + 1;
        }

        var lost = Enumerable.Range(1, (int)plant.Acknowledged).Count(n => !times.ContainsKey(n));
        var twice = times.Count(t => t.Value > 1);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"seed {Seed}: sent {plant.Attempts}, acknowledged {plant.Acknowledged}, in the journal {times.Count}, duplicates suppressed {duplicates}, replayed {replayed}, not written {notWritten}, lost {lost}, twice {twice}; "
            + $"{Kills} kills, {BrokerRestarts} restarts of the broker, {link.Counters}"));
        Assert.Equal((0, 0, 0), (lost, twice, (int)notWritten));
        Assert.Equal(plant.Acknowledged, times.Count);
        Assert.Equal(0, store.Counters.LostToCorruption);
        Assert.True(duplicates > 0, "nothing was ever delivered again: the chaos is too tame");
    }

    private static void Break(FaultyLink link, Random random)
    {
        switch (random.Next(9))
        {
            case 0:
                link.Cut();
                break;
            case 1:
                link.CutAfter(random.Next(1, 400), (LinkDirection)random.Next(2));
                break;
            case 2:
                link.HalfClose((LinkDirection)random.Next(2));
                break;
            case 3:
                link.Split(random.Next(1, 20));
                break;
            case 4:
                link.Corrupt(0.005);
                break;
            case 5:
                link.Drop(0.02);
                break;
            case 6:
                link.Delay = TimeSpan.FromMilliseconds(random.Next(1, 20));
                break;
            case 7:
                link.Stall();
                break;
            default:
                Mend(link);
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

    private async Task<ChaosTwin> LiveAsync(string broker, string journal)
    {
        var twin = ChaosTwin.Start(broker, peer.Certificate(""), journal);
        await twin.IsConnected;
        return twin;
    }

    private async Task RestartBrokerAsync()
    {
        await peer.StopAsync();
        await peer.StartAsync();
    }
}
