namespace DigitalTwin.Sdk.Control.Tests;

public class WriteGuardTests
{
    [Fact]
    public async Task A_guard_without_limits_rate_and_freshness_does_not_start_and_the_message_names_twin_and_property()
    {
        var rig = Rig.Compose();
        rig.Builder.WriteBack(rig.Speed, rig.Builder.Signal(rig.Wish), guard => guard.Otherwise(Fallback.HoldLastAccepted));
        var thrown = await Assert.ThrowsAsync<TwinConfigurationException>(() => rig.Builder.StartAsync());

        Assert.Equal(3, thrown.Problems.Count);
        Assert.All(thrown.Problems, p => Assert.Contains("pump-101/speed", p));
        Assert.Contains(thrown.Problems, p => p.Contains("Within"));
        Assert.Contains(thrown.Problems, p => p.Contains("SlewAtMost"));
        Assert.Contains(thrown.Problems, p => p.Contains("RequireGood"));
    }

    [Fact]
    public async Task A_set_point_without_a_writer_does_not_start()
    {
        var graph = new TwinGraph();
        var speed = graph.Add("p").AddSetpoint("speed", Units.RevolutionPerMinute);
        var builder = new TwinRuntimeBuilder(graph);
        builder.WriteBack(speed, guard => guard.Within(0, 1).SlewAtMost(1, per: TimeSpan.FromSeconds(1)).WithoutInputCheck("a test"));
        var thrown = await Assert.ThrowsAsync<TwinConfigurationException>(() => builder.StartAsync());

        Assert.Contains("no connector writes it", Assert.Single(thrown.Problems));
    }

    [Fact]
    public async Task Two_write_backs_for_one_set_point_do_not_start()
    {
        var rig = Rig.Compose();
        rig.Builder.WriteBack(rig.Speed, g => Rig.Usual(g, rig));
        rig.Builder.WriteBack(rig.Speed, g => Rig.Usual(g, rig));
        var thrown = await Assert.ThrowsAsync<TwinConfigurationException>(() => rig.Builder.StartAsync());

        Assert.Contains("written back twice", Assert.Single(thrown.Problems));
    }

    [Fact]
    public async Task Two_runtimes_on_one_graph_do_not_write_one_set_point()
    {
        await using var rig = await Rig.StartAsync();
        var second = new TwinRuntimeBuilder(rig.Pump.Graph);
        second.AddConnector(new FakePlant(rig.Speed, rig.Flow));
        second.WriteBack(rig.Speed, g => Rig.Usual(g, rig));

        var thrown = await Assert.ThrowsAsync<TwinConfigurationException>(() => second.StartAsync());

        Assert.Contains("by another runtime", Assert.Single(thrown.Problems));
    }

    [Fact]
    public async Task A_report_in_another_unit_does_not_verify()
    {
        var rig = Rig.Compose();
        var measured = rig.Speed.Twin.AddProperty("frequency", Units.Hertz);
        rig.Builder.WriteBack(rig.Speed, g => Rig.Usual(g, rig).VerifyBy(measured, 1, TimeSpan.FromSeconds(5)));

        var thrown = await Assert.ThrowsAsync<TwinConfigurationException>(() => rig.Builder.StartAsync());

        Assert.Contains("Hz", Assert.Single(thrown.Problems));
    }

    [Theory]
    [InlineData(580, false)]
    [InlineData(579, true)]
    public async Task A_tolerance_by_which_any_report_would_verify_is_refused(double tolerance, bool isFine)
    {
        var rig = Rig.Compose();
        rig.Builder.WriteBack(rig.Speed, g => Rig.Usual(g, rig).VerifyBy(rig.Speed.Reported, tolerance, TimeSpan.FromSeconds(5)));

        var problems = (await Record.ExceptionAsync(async () => await (await rig.Builder.StartAsync()).DisposeAsync()) as TwinConfigurationException)?.Problems ?? [];

        Assert.Equal(isFine ? 0 : 1, problems.Count);
        Assert.All(problems, p => Assert.Contains("any report would count as followed", p));
    }

    [Fact]
    public async Task Of_two_rate_limits_the_stricter_holds_and_none_goes_with_a_waiver()
    {
        var plan = new WriteGuard().SlewAtMost(1, TimeSpan.FromSeconds(1)).SlewAtMost(100, TimeSpan.FromSeconds(1)).Plan;
        Assert.Equal(1.0 / TimeSpan.TicksPerSecond, plan.SlewPerTick);

        var rig = Rig.Compose();
        rig.Builder.WriteBack(rig.Speed, g => Rig.Usual(g, rig).WithoutSlewLimit("a test"));
        var thrown = await Assert.ThrowsAsync<TwinConfigurationException>(() => rig.Builder.StartAsync());

        Assert.Contains("both SlewAtMost and WithoutSlewLimit", Assert.Single(thrown.Problems));
    }

    [Fact]
    public async Task A_safe_value_outside_the_limits_does_not_start()
    {
        var rig = Rig.Compose();
        rig.Builder.WriteBack(rig.Speed, g => Rig.Usual(g, rig).Otherwise(Fallback.GoTo(100)));
        var thrown = await Assert.ThrowsAsync<TwinConfigurationException>(() => rig.Builder.StartAsync());

        Assert.Contains("safe value 100", Assert.Single(thrown.Problems));
    }

    [Theory]
    [InlineData(Rig.AskNaN, "finite")]
    [InlineData(Rig.AskInfinity, "finite")]
    [InlineData(899.9, "within")]
    [InlineData(1480.1, "within")]
    public async Task A_value_that_is_no_number_or_out_of_range_is_refused(double wish, string rule)
    {
        await using var rig = await Rig.StartAsync();
        await rig.RunAsync(5, wish: wish);

        Assert.Empty(rig.Plant.Values);
        var record = Assert.Single(rig.WriteBack.Journal.Records);
        Assert.Equal((CommandEvent.Refused, rule, 5L), (record.Event, record.Rule, record.Count));
        Assert.Equal(5, rig.WriteBack.Counters.Refused);
    }

    [Fact]
    public async Task Clamp_brings_a_value_to_the_nearer_bound_and_says_so()
    {
        await using var rig = await Rig.StartAsync((g, r) => g.ClampTo(900, 1480).SlewAtMost(50, per: TimeSpan.FromSeconds(1)).RequireGood(TimeSpan.FromSeconds(5), r.Flow));
        await rig.RunAsync(5, wish: 9999);

        Assert.Equal([1480.0], rig.Plant.Values);
        Assert.Equal(1, rig.WriteBack.Counters.Clamped);
        await rig.RunAsync(5, wish: Rig.AskInfinity);
        Assert.Equal("finite", rig.WriteBack.Journal.Records[^1].Rule);
    }

    [Theory]
    [InlineData(Quality.Bad)]
    [InlineData(Quality.Uncertain)]
    [InlineData(Quality.NoData)]
    public async Task An_input_that_is_not_good_refuses(Quality quality)
    {
        await using var rig = await Rig.StartAsync();
        await rig.WaitAsync(1);
        await rig.PostAsync(rig.Head, new Sample<double>(38, rig.Now, rig.Now, quality));
        await rig.WishAsync(1440);
        await rig.WaitAsync(2);

        Assert.Empty(rig.Plant.Values);
        Assert.Equal("require good", rig.WriteBack.Journal.Records[^1].Rule);
    }

    [Fact]
    public async Task A_stale_input_refuses_and_stops_a_ramp_in_its_tracks()
    {
        await using var rig = await Rig.StartAsync();
        await rig.RunAsync(2, wish: 1000);
        var before = rig.Plant.Values.Length;
        for (var i = 0; i < 20; i++)
            await rig.WaitAsync(1);

        Assert.InRange(rig.Plant.Values.Length, before, before + 5);
        Assert.All(rig.Plant.Writes, w => Assert.True((w.IssuedAt - Rig.Start).TotalSeconds <= 7));
        Assert.Contains(rig.WriteBack.Journal.Records, r => r.Event == CommandEvent.Refused && r.Rule is "require good" or "request");
    }

    [Fact]
    public async Task A_stale_or_bad_request_refuses()
    {
        await using var rig = await Rig.StartAsync();
        await rig.WishAsync(1440, Quality.Bad);
        Assert.Equal("request", rig.WriteBack.Journal.Records[^1].Rule);
        await rig.PostAsync(rig.Wish, new Sample<double>(1440, rig.Now.AddSeconds(1), rig.Now, Quality.Good));
        await rig.WaitAsync(1);
        Assert.Equal([1440.0], rig.Plant.Values);

        await using var old = await Rig.StartAsync();
        await old.PostAsync(old.Wish, new Sample<double>(1440, old.Now.AddSeconds(-6), old.Now, Quality.Good));
        Assert.Equal("request", old.WriteBack.Journal.Records[^1].Rule);
    }

    [Fact]
    public async Task An_unknown_reported_value_refuses()
    {
        await using var rig = await Rig.StartAsync(reported: null);
        await rig.RunAsync(5, wish: 1440);

        Assert.Empty(rig.Plant.Values);
        Assert.Equal("feedback", rig.WriteBack.Journal.Records[^1].Rule);
    }

    [Fact]
    public async Task A_plant_that_stands_outside_the_limits_is_not_ramped_through_the_outside()
    {
        await using var rig = await Rig.StartAsync(reported: 0);
        await rig.RunAsync(10, wish: 1000, follows: false);

        Assert.Empty(rig.Plant.Values);
        Assert.Contains(rig.WriteBack.Journal.Records, r => r.Rule == "final check");
    }

    [Fact]
    public async Task The_models_operating_range_always_applies()
    {
        var graph = new TwinGraph();
        var pump = graph.Add("p");
        var speed = pump.AddSetpoint("speed", Units.RevolutionPerMinute, o => o.OperatingRange = new ValueRange(1000, 1400));
        var guard = new WriteGuard();
        guard.Within(900, 1480).SlewAtMost(50, per: TimeSpan.FromSeconds(1)).WithoutInputCheck("a test");
        var settings = guard.Plan.Build(speed, p => Assert.Fail(p));

        Assert.Equal(new ValueRange(1000, 1400), settings.Limits);
        settings.Check(new GuardContext(0, 950, CommandKind.Manual, default), out var rule);
        Assert.Equal("operating range", rule);
        await Task.CompletedTask;
    }

    [Fact]
    public async Task An_interlock_refuses_while_open_unknown_stale_or_throwing()
    {
        var isThrowing = false;
        await using var rig = await Rig.StartAsync((g, r) => Rig.Usual(g, r).Interlock(
            "suction valve open", r.Valve, s => isThrowing ? throw new InvalidOperationException() : s.Value, TimeSpan.FromSeconds(10)));

        await AssertRefused("unknown");
        await rig.PostAsync(rig.Valve, Sample.Good(false, rig.Now));
        await AssertRefused("does not hold");
        isThrowing = true;
        await AssertRefused("could not be evaluated");
        isThrowing = false;
        await rig.RunAsync(12);
        await AssertRefused("older than");
        await rig.PostAsync(rig.Valve, Sample.Good(true, rig.Now));
        await rig.RunAsync(2, wish: 1440);
        Assert.Equal([1440.0], rig.Plant.Values);

        async Task AssertRefused(string reason)
        {
            await rig.RunAsync(1, wish: 1440);
            Assert.Empty(rig.Plant.Values);
            Assert.Contains(reason, rig.WriteBack.Journal.Records[^1].Reason);
        }
    }

    [Fact]
    public async Task Dwell_refuses_a_new_value_too_soon_after_the_last()
    {
        await using var rig = await Rig.StartAsync((g, r) => Rig.Usual(g, r).DwellAtLeast(TimeSpan.FromSeconds(20)));
        await rig.RunAsync(5, wish: 1440);
        await rig.RunAsync(5, wish: 1430);
        Assert.Equal([1440.0], rig.Plant.Values);
        Assert.Equal("dwell", rig.WriteBack.Journal.Records[^1].Rule);

        await rig.RunAsync(20, wish: 1430);
        Assert.Equal([1440.0, 1430.0], rig.Plant.Values);
    }

    [Fact]
    public void Nonsense_is_refused_at_once()
    {
        var guard = new WriteGuard();
        Assert.Throws<ArgumentException>(() => guard.Within(double.NaN, 1));
        Assert.Throws<ArgumentException>(() => guard.Within(2, 1));
        Assert.Throws<ArgumentException>(() => guard.ClampTo(0, double.PositiveInfinity));
        Assert.Throws<ArgumentOutOfRangeException>(() => guard.SlewAtMost(0, per: TimeSpan.FromSeconds(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => guard.SlewAtMost(double.NaN, per: TimeSpan.FromSeconds(1)));
        Assert.Throws<ArgumentException>(() => guard.RequireGood(TimeSpan.FromSeconds(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Fallback.GoTo(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => guard.Retry(21, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void An_argument_that_is_wrong_names_the_set_point()
    {
        var rig = Rig.Compose();
        Action<WriteGuard>[] wrong =
        [
            g => g.Within(5, 1), g => g.ClampTo(double.NaN, 1), g => g.SlewAtMost(-1, per: TimeSpan.FromSeconds(1)), g => g.SlewAtMost(1, per: TimeSpan.Zero),
            g => g.RequireGood(TimeSpan.FromSeconds(-1), rig.Flow), g => g.RequireGood(TimeSpan.FromSeconds(1)), g => g.RequireGood(TimeSpan.FromSeconds(1), rig.Valve),
            g => g.Interlock("open", rig.Valve, v => v.Value, TimeSpan.Zero), g => g.Interlock(" ", rig.Valve, v => v.Value), g => g.DwellAtLeast(TimeSpan.Zero),
            g => g.VerifyBy(rig.Speed, -1, TimeSpan.FromSeconds(1)), g => g.Retry(21, TimeSpan.FromSeconds(1)), g => g.ReportNoOlderThan(TimeSpan.Zero),
            g => g.ReportedOnChange(""), g => g.StartIn((WriteBackMode)9), g => g.KeepRecords(0), g => g.WithoutSlewLimit(null!),
        ];

        Assert.All(wrong, w => Assert.StartsWith("The guard of 'pump-101/speed': ", Assert.ThrowsAny<ArgumentException>(() => rig.Builder.WriteBack(rig.Speed, w)).Message));
    }
}
