namespace DigitalTwin.Sdk.Tests.Graph;

/// <summary>Derived properties follow their inputs, also into staleness (semantics S14).</summary>
public sealed class DerivedTests
{
    private readonly TwinGraph _graph = Times.Graph();

    [Fact]
    public async Task A_derived_value_is_never_better_than_an_input_that_has_grown_stale_and_follows_in_the_same_event()
    {
        var (a, d, e) = Pump();
        await using var runtime = await StartAsync(a);
        var seen = new List<TwinChange>();
        await using var feed = _graph.Changes.Subscribe(seen.Add, new ChangeFeedOptions { Kinds = TwinChangeKind.Stale | TwinChangeKind.Updated });
        await runtime.PostAsync(a, Sample.Good(3.0, Times.At(0)));

        await runtime.AdvanceAsync(Times.At(10));
        Assert.Equal((Quality.Uncertain | Quality.Stale, 6.0), (d.Read().Quality, d.Read().Value));
        Assert.Equal((Quality.Uncertain | Quality.Stale, 7.0), (e.Read().Quality, e.Read().Value));
        await runtime.AdvanceAsync(Times.At(30));

        Assert.Equal(Quality.Bad | Quality.Stale, a.Read().Quality);
        Assert.Equal(Quality.Bad | Quality.Stale, d.Read().Quality);
        Assert.Equal(Quality.Bad | Quality.Stale, e.Read().Quality);
        Assert.Equal(Times.At(0), d.Read().Time);
        await feed.DrainAsync(default);
        Assert.Equal(["3 2 Updated", "3 3 Stale", "3 4 Stale"], seen.Select(c => $"{c.Count} {c.Revision} {c.Kind}"));
        Assert.Equal([Times.At(10), Times.At(30)], seen.Skip(1).Select(c => c.RecordTime));
        Assert.Equal(["a", "d", "e"], Enumerable.Range(0, 3).Select(i => seen[1][i].Definition.Name));

        await runtime.PostAsync(a, Sample.Good(4.0, Times.At(31)));
        await runtime.DrainAsync();
        Assert.Equal((Quality.Good, 9.0), (e.Read().Quality, e.Read().Value));
    }

    [Fact]
    public async Task A_formula_that_meddles_while_its_input_grows_stale_locks_nothing_and_loses_nothing()
    {
        var pump = _graph.Add("pump");
        var a = pump.AddProperty("a", Units.Metre, o => o.MaxAge = TimeSpan.FromSeconds(10));
        var b = pump.AddProperty("b", Units.Metre);
        var calls = 0;
        var d = pump.AddDerived("d", Units.Metre, [a], v =>
        {
            if (++calls == 2)
            {
                var meddling = Task.Run(() => b.Report(Sample.Good(1.0, Times.At(1))));
                SpinWait.SpinUntil(() => meddling.IsCompleted, TimeSpan.FromSeconds(30));
            }

            return v[0];
        });
        await using var runtime = await StartAsync(a);
        await runtime.PostAsync(a, Sample.Good(3.0, Times.At(0)));

        await runtime.AdvanceAsync(Times.At(20)).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(3, calls);
        Assert.Equal(1.0, b.Read().Value);
        Assert.Equal(Quality.Uncertain | Quality.Stale, d.Read().Quality);
        Assert.Equal(4, pump.Revision);
    }

    [Fact]
    public void Late_rejected_and_doubled_samples_are_counted_whether_or_not_something_is_derived_from_them()
    {
        var sensor = new ChangeOrigin(ChangeCause.Sensor, "plc");
        var pump = _graph.Add("pump");
        var a = pump.AddProperty("a", Units.Metre);
        var r = pump.AddProperty("r", Units.Metre, o => o.LatePolicy = LatePolicy.Reject);
        pump.AddDerived("d", Units.Metre, [a, r], v => v[0] + v[1]);
        a.Report(Sample.Good(1.0, Times.At(5)), sensor);
        r.Report(Sample.Good(1.0, Times.At(5)), sensor);

        Assert.Equal(ReportOutcome.Late, a.Report(Sample.Good(2.0, Times.At(4)), sensor));
        Assert.Equal(ReportOutcome.Duplicate, a.Report(Sample.Good(1.0, Times.At(5)), sensor));
        Assert.Equal(ReportOutcome.Rejected, r.Report(Sample.Good(2.0, Times.At(3)), sensor));
        pump.Mutate(m => m.Set(a, Sample.Good(2.0, Times.At(3))).Set(r, Sample.Good(2.0, Times.At(3))), sensor);

        Assert.Equal((2L, 2L, 1L), (_graph.LateSamples, _graph.RejectedSamples, _graph.DuplicateSamples));
    }

    private async Task<TwinRuntime> StartAsync(Property<double> property)
    {
        var builder = new TwinRuntimeBuilder(_graph);
        builder.Options.Clock = RuntimeClock.Samples;
        builder.Signal(property);
        return await builder.StartAsync();
    }

    private (Property<double> A, Property<double> D, Property<double> E) Pump()
    {
        var pump = _graph.Add("pump");
        var a = pump.AddProperty("a", Units.Metre, o => o.MaxAge = TimeSpan.FromSeconds(10));
        var d = pump.AddDerived("d", Units.Metre, [a], v => 2 * v[0]);
        var e = pump.AddDerived("e", Units.Metre, [d], v => v[0] + 1);
        return (a, d, e);
    }
}
