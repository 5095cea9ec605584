using Microsoft.Extensions.Time.Testing;

namespace DigitalTwin.Sdk.Connectors.Tests;

public sealed class DelegateConnectorTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_polled_function_brings_good_samples_and_its_failure_comm_loss()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var graph = new TwinGraph(new TwinGraphOptions { TimeProvider = time });
        var level = graph.Add("tank").AddProperty("level", Units.Metre);
        var calls = 0;
        var builder = new TwinRuntimeBuilder(graph).AddConnector(Connector.FromDelegates("gateway", gateway => gateway
            .Read(level, TimeSpan.FromSeconds(1), _ => ++calls == 2 ? throw new IOException("bus fault") : ValueTask.FromResult(2.5))));
        await using var runtime = await builder.StartAsync();

        Assert.Equal(Quality.Good, (await NextAsync(runtime, level, s => s.Quality.IsGood)).Quality);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(Quality.Bad | Quality.CommLoss, (await NextAsync(runtime, level, s => s.Quality.IsBad)).Quality);
        Assert.Contains("bus fault", runtime.Connectors.Single().Reason, StringComparison.Ordinal);
        time.Advance(TimeSpan.FromSeconds(1));
        await NextAsync(runtime, level, s => s.Quality.IsGood);
        Assert.Equal(ConnectorState.Connected, runtime.Connectors.Single().State);
    }

    [Fact]
    public async Task A_listening_function_that_fails_is_started_again()
    {
        var time = new FakeTimeProvider();
        var graph = new TwinGraph(new TwinGraphOptions { TimeProvider = time });
        var level = graph.Add("tank").AddProperty("level", Units.Metre);
        var runs = 0;
        var failed = new TaskCompletionSource();
        var builder = new TwinRuntimeBuilder(graph).AddConnector(Connector.FromDelegates("gateway", gateway => gateway
            .Subscribe<double>(level, async (post, stop) =>
            {
                if (runs++ == 0)
                {
                    failed.SetResult();
                    throw new IOException("unplugged");
                }

                await post(Sample.Good(1.5, time.GetUtcNow()));
                await new TaskCompletionSource().Task.WaitAsync(stop);
            })));
        await using var runtime = await builder.StartAsync();
        await failed.Task.WaitAsync(Limit);

        var next = NextAsync(runtime, level, s => s.Quality.IsGood);
        while (!next.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal(1.5, (await next).Value);
    }

    [Fact]
    public void A_connector_without_any_function_is_refused() =>
        Assert.Throws<ArgumentException>(() => Connector.FromDelegates("gateway", _ => { }));

    private static async Task<Sample<double>> NextAsync(TwinRuntime runtime, Property<double> property, Func<Sample<double>, bool> condition)
    {
        var found = new TaskCompletionSource<Sample<double>>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = runtime.Observe(property).Subscribe(new Observer(s =>
        {
            if (condition(s))
                found.TrySetResult(s);
        }));
        return await found.Task.WaitAsync(Limit);
    }

    private sealed class Observer(Action<Sample<double>> onNext) : IObserver<Sample<double>>
    {
        public void OnNext(Sample<double> value) => onNext(value);

        public void OnError(Exception error)
        {
        }

        public void OnCompleted()
        {
        }
    }
}
