namespace DigitalTwin.Sdk.Tests.Runtime;

public sealed class LiveReadTests
{
    private readonly TwinGraph _graph = Times.Graph();

    [Fact]
    public async Task A_fresh_value_is_given_at_once_and_an_old_one_waits_for_the_next()
    {
        var (runtime, flow) = await StartAsync();
        await runtime.PostAsync(flow, Sample.Good(1.0, Times.Start));
        await runtime.DrainAsync();
        Assert.Equal(1.0, (await runtime.ReadAsync(flow, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5))).Value);

        _graph.Clock().Advance(TimeSpan.FromSeconds(10));
        var reading = runtime.ReadAsync(flow, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5));
        Assert.False(reading.IsCompleted);
        await runtime.PostAsync(flow, Sample.Good(2.0, Times.At(9)));

        Assert.Equal(2.0, (await reading).Value);
        await runtime.DisposeAsync();
    }

    [Fact]
    public async Task A_value_from_the_future_is_no_fresh_one()
    {
        var (runtime, flow) = await StartAsync();
        await runtime.PostAsync(flow, Sample.Good(1.0, Times.Start.AddSeconds(50)));
        await runtime.DrainAsync();

        var ahead = runtime.ReadAsync(flow, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5));
        Assert.False(ahead.IsCompleted);
        _graph.Clock().Advance(TimeSpan.FromSeconds(6));
        await Assert.ThrowsAsync<TimeoutException>(() => ahead);

        _graph.Clock().Advance(TimeSpan.FromSeconds(43));
        Assert.Equal(1.0, (await runtime.ReadAsync(flow, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5))).Value);
        await runtime.DisposeAsync();
    }

    [Fact]
    public async Task When_nothing_comes_it_fails_or_gives_what_the_twin_has()
    {
        var (runtime, flow) = await StartAsync();
        await runtime.PostAsync(flow, Sample.Good(1.0, Times.At(-100)));
        await runtime.DrainAsync();
        var failing = runtime.ReadAsync(flow, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5));
        var falling = runtime.ReadAsync(flow, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5), StaleFallback.UseTwin);
        using var stop = new CancellationTokenSource();
        var cancelled = runtime.ReadAsync(flow, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5), cancellationToken: stop.Token);
        await stop.CancelAsync();

        _graph.Clock().Advance(TimeSpan.FromSeconds(6));

        await Assert.ThrowsAsync<TimeoutException>(() => failing);
        Assert.Equal(Times.At(-100), (await falling).Time);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        await runtime.DisposeAsync();
    }

    private async Task<(TwinRuntime Runtime, Property<double> Flow)> StartAsync()
    {
        var flow = _graph.Add("pump").AddProperty("flow", Units.CubicMetrePerHour);
        var builder = new TwinRuntimeBuilder(_graph);
        builder.Signal(flow);
        return (await builder.StartAsync(), flow);
    }
}
