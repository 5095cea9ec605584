namespace DigitalTwin.Sdk.Tests.Runtime;

/// <summary>What users' functions throw: said before the start where it can be, and otherwise in the log and in the count.</summary>
public sealed class UserFailureTests : IDisposable
{
    private readonly TwinGraph _graph = Times.Graph();
    private readonly ListLogger _log = new();

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task A_chain_that_cannot_be_composed_is_a_problem_of_the_wiring_that_names_the_property()
    {
        var pump = _graph.Add("pump");
        var flow = pump.AddProperty("flow", Units.CubicMetrePerHour);
        var head = pump.AddProperty("head", Units.Metre);
        var builder = new TwinRuntimeBuilder(_graph);
        builder.Clean(flow, _ => throw new ArgumentOutOfRangeException("window", "The window must be odd."));
        builder.Clean(head, _ => null!);

        var failure = await Assert.ThrowsAsync<TwinConfigurationException>(() => builder.StartAsync());

        Assert.Collection(
            failure.Problems.Order(),
            p => Assert.Contains("'pump/flow' cannot be composed: The window must be odd.", p, StringComparison.Ordinal),
            p => Assert.Contains("'pump/head' cannot be composed: the function gave null", p, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_chain_is_composed_once_for_the_start_and_its_first_life()
    {
        var flow = _graph.Add("pump").AddProperty("flow", Units.CubicMetrePerHour);
        var builder = new TwinRuntimeBuilder(_graph);
        var composed = 0;
        builder.Clean(flow, raw =>
        {
            composed++;
            return raw;
        });
        await using var runtime = await builder.StartAsync();

        await runtime.PostAsync(flow, Sample.Good(1.0, Times.At(1)));
        await runtime.DrainAsync();

        Assert.Equal(1, composed);
        Assert.Equal(1.0, flow.Read().Value);
    }

    [Fact]
    public async Task Every_kind_of_function_is_said_once_a_minute_with_its_place_and_counted()
    {
        var model = new TwinModel("dtmi:test:Pump;1", m => m
            .Property("flow", Units.CubicMetrePerHour)
            .Derived("double", Units.CubicMetrePerHour, ["flow"], _ => throw new InvalidOperationException("formula")));
        var flow = _graph.Add("pump", model).Property<double>("flow");
        var builder = new TwinRuntimeBuilder(_graph) { LoggerFactory = _log };
        builder.Clean(flow, raw => new Throwing(raw));
        builder.Signal(flow).Subscribe(_ => throw new InvalidOperationException("subscriber"));
        builder.Signal(flow).Select<double>(_ => throw new InvalidOperationException("selector"));
        builder.Lane(flow.Twin).Schedule(Times.At(-1), () => throw new InvalidOperationException("scheduled"));
        await using var runtime = await builder.StartAsync();
        await using var observing = (ChangeSubscription)runtime.Observe(flow).Subscribe(new Throwing.Observer());

        for (var i = 1; i <= 10; i++)
            await runtime.PostAsync(flow, Sample.Good((double)i, Times.At(i / 100.0)));
        await runtime.DrainAsync();
        await Times.Until(() => observing.ObserverFailures > 0);

        foreach (var kind in new[] { "chain", "formula", "subscriber", "selector", "scheduled", "observer" })
            Assert.Single(_log.Entries, e => e.Exception?.Message == kind);
        Assert.All(_log.Entries.Where(e => e.Exception?.Message is "chain" or "subscriber" or "selector"), e => Assert.Contains("'pump/flow'", e.Message, StringComparison.Ordinal));
        Assert.Contains(_log.Messages, m => m.Contains("'pump/double'", StringComparison.Ordinal));

        // Every other sample kills the chain and is stored as Bad: 5 of the chain, 10 of the subscriber, 5 each of selector and formula, which see no Bad value, 1 scheduled.
        Assert.Equal(26, runtime.Failures);

        _graph.Clock().Advance(TimeSpan.FromMinutes(2));
        await runtime.PostAsync(flow, Sample.Good(100.0, _graph.TimeProvider.GetUtcNow()));
        await runtime.DrainAsync();
        Assert.Contains(_log.Messages, m => m.Contains("9 more", StringComparison.Ordinal));
    }

    [Fact]
    public void A_formula_that_changes_its_own_input_fails_and_does_not_overflow_the_stack()
    {
        Property<double>? flow = null;
        var model = new TwinModel("dtmi:test:Loop;1", m => m
            .Property("flow", Units.CubicMetrePerHour)
            .Derived("double", Units.CubicMetrePerHour, ["flow"], v =>
            {
                flow!.Value.Report(v[0] + 1);
                return v[0];
            }));
        var twin = _graph.Add("pump", model);
        flow = twin.Property<double>("flow");

        flow.Value.Report(1.0);

        Assert.Equal(Quality.Bad | Quality.ComputationError, twin.Property<double>("double").Read().Quality);
        Assert.True(_graph.UserFailures.Count > 0);
    }

    [Fact]
    public async Task A_logger_that_throws_harms_no_lane()
    {
        var flow = _graph.Add("pump").AddProperty("flow", Units.CubicMetrePerHour);
        _graph.UserFailures.LogTo(new ThrowingLogger());
        _graph.UserFailures.Note("A function", "pump/flow", new InvalidOperationException());
        Assert.Equal(2, _graph.UserFailures.Count);

        var builder = new TwinRuntimeBuilder(_graph);
        builder.Signal(flow);
        await using var runtime = await builder.StartAsync();
        Assert.Equal(0, runtime.Failures);
    }

    private sealed class ThrowingLogger : Microsoft.Extensions.Logging.ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(Microsoft.Extensions.Logging.LogLevel logLevel) => true;

        public void Log<TState>(Microsoft.Extensions.Logging.LogLevel logLevel, Microsoft.Extensions.Logging.EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            throw new InvalidOperationException("logger");
    }

    /// <summary>Passes every other sample on and throws at the others.</summary>
    private sealed class Throwing(IObservable<Sample<double>> source) : IObservable<Sample<double>>
    {
        public IDisposable Subscribe(IObserver<Sample<double>> observer) => source.Subscribe(new Link(observer));

        internal sealed class Observer : IObserver<Sample<double>>
        {
            public void OnCompleted()
            {
            }

            public void OnError(Exception error)
            {
            }

            public void OnNext(Sample<double> value) => throw new InvalidOperationException("observer");
        }

        private sealed class Link(IObserver<Sample<double>> observer) : IObserver<Sample<double>>
        {
            public void OnCompleted()
            {
            }

            public void OnError(Exception error)
            {
            }

            public void OnNext(Sample<double> value)
            {
                if (value.Value % 2 == 0)
                    throw new InvalidOperationException("chain");
                observer.OnNext(value);
            }
        }
    }
}
