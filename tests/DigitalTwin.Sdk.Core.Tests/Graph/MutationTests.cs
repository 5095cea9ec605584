namespace DigitalTwin.Sdk.Tests.Graph;

public sealed class MutationTests
{
    private readonly TwinGraph _graph = Times.Graph(lanes: 3);

    [Fact]
    public void Several_changes_make_one_revision()
    {
        var pump = _graph.Add("pump");
        var flow = pump.AddProperty("flow", Units.CubicMetrePerHour);
        var mode = pump.AddProperty<string>("mode");

        var result = pump.Mutate(m => m.Set(flow, 5.0).Set(mode, "auto"));

        Assert.Equal(MutationStatus.Committed, result.Status);
        Assert.Equal(2, result.Revision);
        Assert.Equal("auto", mode.Read().Value);
    }

    [Fact]
    public void Compare_and_swap_refuses_another_revision_and_changes_nothing()
    {
        var pump = _graph.Add("pump");
        var flow = pump.AddProperty("flow", Units.CubicMetrePerHour);
        pump.Mutate(m => m.Set(flow, 5.0));

        var result = pump.TryMutate(1, m => m.Set(flow, 6.0));

        Assert.Equal(new MutationResult(MutationStatus.Conflict, 2, result.Warnings), result);
        Assert.Equal(5.0, flow.Read().Value);
        Assert.True(pump.TryMutate(2, m => m.Set(flow, 6.0)).IsSuccess);
    }

    [Fact]
    public void A_false_condition_changes_nothing()
    {
        var pump = _graph.Add("pump");
        var flow = pump.AddProperty("flow", Units.CubicMetrePerHour);
        pump.Mutate(m => m.Set(flow, 5.0));

        var result = pump.Mutate(m => m.When(flow, s => s.Value > 10).Set(flow, 6.0));

        Assert.Equal(MutationStatus.ConditionFailed, result.Status);
        Assert.Equal(5.0, flow.Read().Value);
    }

    [Fact]
    public void Every_violation_is_told_and_nothing_is_applied()
    {
        var model = new TwinModel("M", m => m
            .Property("a", Units.Metre, o => o.PhysicalRange = new ValueRange(0, 1))
            .Property("b", Units.Metre, o => o.IsRequired = true)
            .Derived("sum", Units.Metre, ["a", "b"], v => v[0] + v[1]));
        var twin = _graph.Add("t", model);
        var (a, b, sum) = (twin.Property<double>("a"), twin.Property<double>("b"), twin.Property<double>("sum"));
        twin.Mutate(m => m.Set(a, 0.5).Set(b, 1.0));

        var error = Assert.Throws<TwinValidationException>(() => twin.Mutate(m => m.Set(a, 7.0).Clear(b).Set(sum, 3.0)));

        Assert.Equal(["range", "required", "derived"], error.Violations.Select(v => v.Code));
        Assert.Equal("t", error.TwinId);
        Assert.Equal(1.5, sum.Read().Value);
    }

    [Fact]
    public void A_warning_model_lets_it_pass_and_says_so()
    {
        var twin = _graph.Add("t", new TwinModel("M", m => m
            .Property("a", Units.Metre, o => o.PhysicalRange = new ValueRange(0, 1))
            .Validate(ValidationMode.Warn)));

        var result = twin.Mutate(m => m.Set(twin.Property<double>("a"), 7.0));

        Assert.Equal("range", Assert.Single(result.Warnings).Code);
        Assert.Equal(Quality.Bad | Quality.OutOfRange, twin.Property<double>("a").Read().Quality);
    }

    [Fact]
    public void Derived_properties_follow_in_the_same_revision_in_order_of_dependence()
    {
        var twin = _graph.Add("t", new TwinModel("M", m => m
            .Derived("c", Units.Metre, ["b", "x"], v => v[0] + v[1])
            .Derived("b", Units.Metre, ["x"], v => 2 * v[0])
            .Property("x", Units.Metre)));
        var x = twin.Property<double>("x");

        x.Report(new Sample<double>(3, Times.At(1), Times.At(2), Quality.Uncertain | Quality.Estimated));

        var c = twin.Property<double>("c").Read();
        Assert.Equal(9.0, c.Value);
        Assert.Equal(Quality.Uncertain | Quality.Estimated, c.Quality);
        Assert.Equal(Times.At(1), c.Time);
        Assert.Equal(2, twin.Revision);
    }

    [Fact]
    public void A_formula_that_throws_makes_its_value_Bad_and_harms_nothing()
    {
        var twin = _graph.Add("t");
        var x = twin.AddProperty("x", Units.Metre);
        var bad = twin.AddDerived("bad", Units.Metre, [x], _ => throw new InvalidOperationException("boom"));
        var inverse = twin.AddDerived("inverse", Units.One, [x], v => 1 / v[0]);

        x.Report(0.0);

        Assert.Equal(Quality.Bad | Quality.ComputationError, bad.Read().Quality);
        Assert.Equal(Quality.Bad | Quality.ComputationError, inverse.Read().Quality);
        x.Report(Sample.Good(4.0, Times.At(9)));
        Assert.Equal(0.25, inverse.Read().Value);
        Assert.True(inverse.Read().Quality.IsGood);
    }

    [Fact]
    public void Desired_and_reported_are_two_cells()
    {
        var pump = _graph.Add("pump");
        var speed = pump.AddSetpoint("speed", Units.RevolutionPerMinute, o => o.PhysicalRange = new ValueRange(0, 3000));

        pump.Mutate(m => m.Desire(speed, 1200, by: "tester", expiresAt: Times.At(60)));

        Assert.Equal(Quality.NoData, speed.Read().Quality);
        Assert.Equal(new DesiredValue(1200, 1, "tester", Times.Start, Times.At(60)), speed.Desired);
        pump.Mutate(m => m.Desire(speed, d => d! with { Status = DesiredStatus.InSync }));
        Assert.Equal(DesiredStatus.InSync, speed.Desired!.Status);
        pump.Mutate(m => m.Desire(speed, _ => null));
        Assert.Null(speed.Desired);
        Assert.Throws<TwinValidationException>(() => pump.Mutate(m => m.Desire(speed, 5000)));
        Assert.Throws<ArgumentException>(() => pump.Mutate(m => m.Desire(speed, double.NaN)));
    }

    [Fact]
    public void A_batch_over_several_lanes_is_all_or_nothing()
    {
        var twins = Enumerable.Range(0, 20).Select(i => _graph.Add($"t{i}")).ToArray();
        var levels = twins.Select(t => t.AddProperty("level", Units.Metre, o => o.PhysicalRange = new ValueRange(0, 10))).ToArray();

        Assert.Throws<TwinValidationException>(() => _graph.Mutate(batch =>
        {
            for (var i = 0; i < twins.Length; i++)
                batch.On(twins[i]).Set(levels[i], i);
        }));
        Assert.All(levels, l => Assert.Equal(Quality.NoData, l.Read().Quality));

        _graph.Mutate(batch =>
        {
            for (var i = 0; i < twins.Length; i++)
                batch.On(twins[i]).Set(levels[i], i / 2.0);
        });
        Assert.Equal(9.5, levels[19].Read().Value);
        Assert.All(twins, t => Assert.Equal(2, t.Revision));
    }

    [Fact]
    public async Task Concurrent_increments_lose_nothing()
    {
        var twin = _graph.Add("counter");
        var count = twin.AddProperty<long>("count");
        count.Report(0);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 500; i++)
            {
                while (true)
                {
                    var snapshot = twin.Snapshot();
                    var next = snapshot.Read(count).Value + 1;
                    if (twin.TryMutate(snapshot.Revision, m => m.Set(count, next)).IsSuccess)
                        break;
                }
            }
        })));

        Assert.Equal(2000, count.Read().Value);
        Assert.Equal(2002, twin.Revision);
    }

    [Fact]
    public async Task Readers_never_see_half_a_change_while_writers_of_many_threads_write()
    {
        var twin = _graph.Add("t");
        var a = twin.AddProperty("a", Units.Metre);
        var b = twin.AddProperty("b", Units.Metre);
        twin.Mutate(m => m.Set(a, 0.0).Set(b, 0.0));
        using var stop = new CancellationTokenSource();
        var torn = 0;
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                var snapshot = twin.Snapshot();
                if (snapshot.Read(a).Value != -snapshot.Read(b).Value)
                    Interlocked.Increment(ref torn);
            }
        })).ToArray();

        await Task.WhenAll(Enumerable.Range(1, 3).Select(w => Task.Run(() =>
        {
            for (var i = 1; i <= 2000; i++)
                twin.Mutate(m => m.Set(a, (double)(w * i)).Set(b, (double)(-w * i)));
        })));
        await stop.CancelAsync();
        await Task.WhenAll(readers);

        Assert.Equal(0, torn);
    }
}
