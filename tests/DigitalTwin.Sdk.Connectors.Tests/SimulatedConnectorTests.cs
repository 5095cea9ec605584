using Microsoft.Extensions.Time.Testing;

namespace DigitalTwin.Sdk.Connectors.Tests;

public sealed class SimulatedConnectorTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(false, 17)]
    [InlineData(true, 21)]
    public async Task What_is_made_while_the_link_is_cut_is_lost_or_comes_later_with_its_own_time(bool keeps, int expected)
    {
        var (graph, time) = Graph();
        var level = graph.Add("tank").AddProperty("level", Units.Metre);
        var host = new ListHost(time);
        await using var plant = Connector.Simulate("plant", seed: 7, p => p
            .Signal(level, every: TimeSpan.FromSeconds(1), SimulatedSignal.Constant(0).Ramp(perSecond: 1))
            .Disconnect(from: TimeSpan.FromSeconds(5), until: TimeSpan.FromSeconds(9), keeps));
        await plant.StartAsync(host, CancellationToken.None);
        await UntilAsync(() => plant.Counters.Made == 1);
        time.Advance(TimeSpan.FromSeconds(20));
        await UntilAsync(() => plant.Counters.Delivered + plant.Counters.Lost == 21);

        Assert.Equal((21, expected, 21 - expected), (plant.Counters.Made, plant.Counters.Delivered, plant.Counters.Lost));
        Assert.Equal([ConnectorState.Connected, ConnectorState.Reconnecting, ConnectorState.Connected], host.States);
        Assert.Equal((expected, 21 - expected, 1), (host.Counters().Messages, host.Counters().Dropped, host.Counters().Reconnects));
        Assert.Equal(Enumerable.Range(0, 21).Where(i => keeps || i is < 5 or >= 9).Select(i => (double)i), host.Samples.Select(s => s.Value));
        Assert.All(host.Samples, s => Assert.Equal(s.Value, (s.Time - Start).TotalSeconds, 1e-9));
    }

    [Fact]
    public async Task Two_runs_with_the_same_seed_bring_the_same_however_the_clock_jumps()
    {
        var expected = await RunAsync(3, TimeSpan.FromMinutes(10));
        Assert.InRange(expected.Count, 600, 720);
        Assert.Equal(expected, await RunAsync(3, TimeSpan.FromSeconds(7)));
        Assert.NotEqual(expected, await RunAsync(4, TimeSpan.FromSeconds(7)));

        static async Task<List<Sample<double>>> RunAsync(long seed, TimeSpan step)
        {
            var (graph, time) = Graph();
            var host = new ListHost(time);
            var tank = graph.Add("tank");
            var (level, inflow) = (tank.AddProperty("level", Units.Metre), tank.AddProperty("inflow", Units.CubicMetrePerHour));
            var noisy = SimulatedSignal.Constant(3).Noise(0.1).Spikes(share: 0.1, size: 5).Drop(share: 0.1).Duplicate(share: 0.1).Reorder(share: 0.1, by: TimeSpan.FromSeconds(3));
            await using var plant = Connector.Simulate("plant", seed, p => p
                .Signal(level, every: TimeSpan.FromSeconds(1), noisy)
                .Signal(inflow, every: TimeSpan.FromSeconds(7), noisy));
            await plant.StartAsync(host, CancellationToken.None);
            await UntilAsync(() => plant.Counters.Made == 2);
            for (var now = step; ; now += step)
            {
                time.Advance(step);
                var last = now >= TimeSpan.FromMinutes(10) ? TimeSpan.FromMinutes(10) : now;
                await UntilAsync(() => plant.Counters.Made >= 2 + (long)last.TotalSeconds + ((long)last.TotalSeconds / 7));
                if (now < TimeSpan.FromMinutes(10))
                    continue;
                await plant.DisposeAsync();
                return [.. host.Samples.Where(s => s.ArrivalTime <= Start.AddMinutes(9))];
            }
        }
    }

    [Fact]
    public void Slips_are_told_while_composing()
    {
        var (graph, _) = Graph();
        var level = graph.Add("tank").AddProperty("level", Units.Metre);
        var signal = SimulatedSignal.Constant(1);
        var second = TimeSpan.FromSeconds(1);

        Assert.Throws<ArgumentException>(() => Connector.Simulate("plant", 1, _ => { }));
        Assert.Throws<ArgumentException>(() => Connector.Simulate("plant", 1, p => p.Signal(level, second, signal).Signal(level, second, signal)));
        Assert.Throws<ArgumentException>(() => Connector.Simulate("plant", 1, p => p.Disconnect(second, 3 * second).Disconnect(2 * second, 4 * second)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Connector.Simulate("plant", 1, p => p.Signal(level, TimeSpan.Zero, signal)));
    }

    private static (TwinGraph Graph, FakeTimeProvider Time) Graph()
    {
        var time = new FakeTimeProvider(Start);
        return (new TwinGraph(new TwinGraphOptions { TimeProvider = time }), time);
    }

    private static async Task UntilAsync(Func<bool> isTrue)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!isTrue())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
