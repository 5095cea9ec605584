namespace DigitalTwin.Sdk.Tests.Graph;

/// <summary>A number that is not finite is never stored and never handed on: the value before stays, Bad, with the reason.</summary>
public sealed class NonFiniteTests
{
    private readonly TwinGraph _graph = Times.Graph();

    public static TheoryData<double> Values => [double.NaN, double.PositiveInfinity, double.NegativeInfinity];

    [Theory]
    [MemberData(nameof(Values))]
    public void The_last_value_stays_whichever_way_it_is_reported(double value)
    {
        var flow = _graph.Add("pump").AddProperty("flow", Units.CubicMetrePerHour);
        var time = 0;
        Action<Sample<double>>[] ways = [s => flow.Report(s), s => _graph.Report<double>([flow], [s]), s => flow.Twin.Mutate(m => m.Set(flow, s))];
        foreach (var report in ways)
        {
            // Enough of them that the quick way is taken too.
            for (var i = 0; i < 200; i++)
            {
                report(Sample.Good(5.0, Times.At(++time)));
                report(Sample.Good(value, Times.At(++time)));

                var now = flow.Read();
                Assert.Equal((5.0, Quality.Bad | Quality.ConversionError, Times.At(time)), (now.Value, now.Quality, now.Time));
            }
        }
    }

    [Fact]
    public void Without_a_value_before_it_is_zero_and_Bad()
    {
        var (flow, level) = (_graph.Add("pump").AddProperty("flow", Units.CubicMetrePerHour), _graph["pump"].AddProperty<float>("level"));

        flow.Report(Sample.Good(double.PositiveInfinity, Times.At(1)));
        level.Report(Sample.Good(float.NegativeInfinity, Times.At(1)));

        Assert.Equal((0.0, Quality.Bad | Quality.ConversionError), (flow.Read().Value, flow.Read().Quality));
        Assert.Equal((0.0f, Quality.Bad | Quality.ConversionError), (level.Read().Value, level.Read().Quality));
    }

    [Theory]
    [MemberData(nameof(Values))]
    public void What_follows_from_it_keeps_its_value_too_and_so_does_a_formula_that_overflows(double value)
    {
        var model = new TwinModel("dtmi:test:Pump;1", m => m
            .Property("flow", Units.CubicMetrePerHour)
            .Derived("inverse", Units.CubicMetrePerHour, ["flow"], v => 1 / v[0]));
        var pump = _graph.Add("pump", model);
        var (flow, inverse) = (pump.Property<double>("flow"), pump.Property<double>("inverse"));
        flow.Report(Sample.Good(4.0, Times.At(1)));

        flow.Report(Sample.Good(value, Times.At(2)));
        Assert.Equal((4.0, 0.25), (flow.Read().Value, inverse.Read().Value));
        Assert.Equal((true, true), (flow.Read().Quality.IsBad, inverse.Read().Quality.IsBad));

        flow.Report(Sample.Good(0.0, Times.At(3)));
        Assert.Equal((0.25, Quality.Bad | Quality.ComputationError), (inverse.Read().Value, inverse.Read().Quality));
    }

    [Theory]
    [MemberData(nameof(Values))]
    public async Task Signals_and_the_feed_show_the_value_that_was_kept(double value)
    {
        var flow = _graph.Add("pump").AddProperty("flow", Units.CubicMetrePerHour);
        var builder = new TwinRuntimeBuilder(_graph);
        List<Sample<double>> heard = [];
        builder.Signal(flow).Subscribe(heard.Add);
        await using var runtime = await builder.StartAsync();
        var seen = new System.Collections.Concurrent.ConcurrentQueue<double>();
        await using var subscription = _graph.Changes.Subscribe(c => seen.Enqueue(c[0].Number), new ChangeFeedOptions { Kinds = TwinChangeKind.Updated });

        await runtime.PostAsync(flow, Sample.Good(5.0, Times.At(0)));
        await runtime.PostAsync(flow, Sample.Good(value, Times.At(1)));
        await runtime.DrainAsync();
        await Times.Until(() => seen.Count == 2);

        Assert.Equal([5.0, 5.0], heard.Select(s => s.Value));
        Assert.Equal(Quality.Bad | Quality.ConversionError, heard[1].Quality);
        Assert.Equal([5.0, 5.0], seen);
    }
}
