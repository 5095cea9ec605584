namespace DigitalTwin.Sdk.Tests.Runtime;

/// <summary>A reading that failed leaves the value and takes its quality.</summary>
public sealed class FailedReadingTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_value_that_is_known_when_its_turn_comes_stays_whatever_a_chain_does_to_numbers(bool hasChain)
    {
        var (graph, connector) = (new TwinGraph(), new HostKeeper());
        var flow = graph.Add("pump-101").AddProperty("flow", Units.CubicMetrePerHour);
        connector.Reads(flow);
        var builder = new TwinRuntimeBuilder(graph);
        builder.AddConnector(connector);
        if (hasChain)
            builder.Clean(flow, raw => new Doubling(raw));
        await using var runtime = await builder.StartAsync();
        var now = runtime.TimeProvider.GetUtcNow();

        await connector.Host!.PostAsync(flow, Sample.Good(4.0, now), null, default);
        await connector.Host.PostAsync(flow, Sample.Good(90.0, now.AddSeconds(4)), null, default);
        for (var i = 0; i < 3; i++)
            await connector.Host.PostFailureAsync(flow, now.AddSeconds(1), Quality.ConversionError, null, default);
        await runtime.DrainAsync();

        Assert.Equal(hasChain ? 180 : 90, flow.Read().Value);
        Assert.Equal(Quality.Bad | Quality.ConversionError, flow.Read().Quality);
    }

    [Theory]
    [InlineData("maps", 8)]
    [InlineData("swallows", 8)]
    [InlineData("replaces", 8)]
    public async Task A_lost_link_is_seen_at_once_and_never_as_a_number_whatever_the_chain_makes_of_it(string chain, double expected)
    {
        var (graph, connector) = (new TwinGraph(), new HostKeeper());
        var flow = graph.Add("pump-101").AddProperty("flow", Units.CubicMetrePerHour);
        connector.Reads(flow);
        var fed = new List<Sample<double>>();
        var builder = new TwinRuntimeBuilder(graph);
        builder.AddConnector(connector);
        builder.Clean(flow, raw => new Map<double>(new Swallowing(raw, s => chain == "swallows" && s.Quality.IsBad), s =>
        {
            fed.Add(s);
            return chain == "replaces" && s.Quality.IsBad ? Sample.Good(8.0, s.Time) : s with { Value = 2 * s.Value };
        }));
        await using var runtime = await builder.StartAsync();

        await connector.Host!.PostAsync(flow, Sample.Good(4.0, runtime.TimeProvider.GetUtcNow()), null, default);
        connector.Host.ReportState(ConnectorState.Reconnecting, "cable pulled");
        await runtime.DrainAsync();

        Assert.Equal((expected, Quality.Bad | Quality.CommLoss), (flow.Read().Value, flow.Read().Quality));
        Assert.All(fed.Skip(1), s => Assert.True(double.IsNaN(s.Value) && s.Quality == (Quality.Bad | Quality.CommLoss)));
    }

    private sealed class HostKeeper : IConnector
    {
        private readonly List<ConnectorBinding> _bindings = [];

        public string Name => "source";

        public IReadOnlyCollection<ConnectorBinding> Bindings => _bindings;

        public IConnectorHost? Host { get; private set; }

        public void Reads(Property property) => _bindings.Add(new ConnectorBinding(property, ConnectorAccess.Read, "here"));

        public Task StartAsync(IConnectorHost host, CancellationToken cancellationToken)
        {
            Host = host;
            host.ReportState(ConnectorState.Connected, "");
            return Task.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class Swallowing(IObservable<Sample<double>> source, Predicate<Sample<double>> swallow) : IObservable<Sample<double>>
    {
        public IDisposable Subscribe(IObserver<Sample<double>> observer) => source.Subscribe(new Observer(observer, swallow));

        private sealed class Observer(IObserver<Sample<double>> next, Predicate<Sample<double>> swallow) : IObserver<Sample<double>>
        {
            public void OnNext(Sample<double> value)
            {
                if (!swallow(value))
                    next.OnNext(value);
            }

            public void OnError(Exception error) => next.OnError(error);

            public void OnCompleted() => next.OnCompleted();
        }
    }

    private sealed class Doubling(IObservable<Sample<double>> source) : IObservable<Sample<double>>
    {
        public IDisposable Subscribe(IObserver<Sample<double>> observer) => source.Subscribe(new Observer(observer));

        private sealed class Observer(IObserver<Sample<double>> next) : IObserver<Sample<double>>
        {
            public void OnNext(Sample<double> value) => next.OnNext(value with { Value = 2 * value.Value });

            public void OnError(Exception error) => next.OnError(error);

            public void OnCompleted() => next.OnCompleted();
        }
    }
}
