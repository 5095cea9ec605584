using DigitalTwin.Sdk.Tests;

namespace DigitalTwin.Sdk.Control.Tests;

public class FallbackTests
{
    [Fact]
    public async Task GoTo_ramps_to_the_safe_value_when_inputs_grow_stale()
    {
        await using var rig = await Rig.StartAsync((g, r) => Rig.Usual(g, r).Otherwise(Fallback.GoTo(1300)));
        await rig.RunAsync(4, wish: 1440);
        for (var i = 0; i < 20; i++)
        {
            await rig.WaitAsync(1);
            await rig.ReportAsync(rig.Plant.Values[^1]);
        }

        Assert.Equal([1440.0, 1390.0, 1340.0, 1300.0], rig.Plant.Values);
        Assert.Equal(DesiredStatus.InSync, rig.Desired!.Status);
        Assert.Equal("fallback", rig.Desired.SetBy);

        await rig.RunAsync(8, wish: 1440);
        Assert.Equal(1440, rig.Plant.Values[^1]);
    }

    [Fact]
    public async Task GoTo_does_nothing_before_the_write_back_has_taken_charge()
    {
        await using var rig = await Rig.StartAsync((g, r) => Rig.Usual(g, r).Otherwise(Fallback.GoTo(1300)));
        await rig.WaitAsync(30);
        await rig.WishAsync(1440);
        await rig.WaitAsync(30);

        Assert.Empty(rig.Plant.Values);
    }

    [Fact]
    public async Task GoTo_does_not_fight_an_operator()
    {
        await using var rig = await Rig.StartAsync((g, r) => Rig.Usual(g, r).Otherwise(Fallback.GoTo(1300)));
        await rig.RunAsync(4, wish: 1440);
        await rig.ReportAsync(1000);
        await rig.WaitAsync(1);
        await rig.ReportAsync(1000);
        await rig.WaitAsync(60);

        Assert.Equal([1440.0], rig.Plant.Values);
    }

    [Fact]
    public async Task Hold_keeps_what_was_sent_and_goes_on_when_inputs_are_back()
    {
        await using var rig = await Rig.StartAsync();
        await rig.RunAsync(4, wish: 1440);
        await rig.WaitAsync(30);
        await rig.WishAsync(1400);
        Assert.Equal([1440.0], rig.Plant.Values);
        await rig.RunAsync(3, wish: 1400);

        Assert.Equal([1440.0, 1400.0], rig.Plant.Values);
    }

    [Fact]
    public async Task Release_withdraws_the_desired_value_and_sends_nothing()
    {
        await using var rig = await Rig.StartAsync((g, r) => Rig.Usual(g, r).Otherwise(Fallback.Release));
        await rig.RunAsync(4, wish: 1440);
        await rig.WaitAsync(30);

        Assert.Equal([1440.0], rig.Plant.Values);
        Assert.Null(rig.Desired);
        Assert.Contains(CommandEvent.Released, rig.Events);
    }

    [Fact]
    public async Task An_interlock_that_opens_sends_the_plant_to_safety_at_once()
    {
        await using var rig = await Rig.StartAsync(WithInterlock(TimeSpan.FromHours(1)));
        await rig.PostAsync(rig.Valve, Sample.Good(true, rig.Now));
        await rig.RunAsync(4, wish: 1400);
        Assert.Equal([1400.0], rig.Plant.Values);
        await rig.RunAsync(120);
        Assert.Equal([1400.0], rig.Plant.Values);
        await rig.PostAsync(rig.Valve, Sample.Good(false, rig.Now));
        Assert.Equal(1350, rig.Plant.Values[^1]);
        await rig.RunAsync(15);

        Assert.Equal(900, rig.Plant.Values[^1]);
        Assert.Equal(900.0, rig.WriteBack.Status.Verified);
    }

    [Fact]
    public async Task An_interlock_that_grows_too_old_sends_the_plant_to_safety()
    {
        await using var rig = await Rig.StartAsync(WithInterlock(TimeSpan.FromSeconds(60)));
        await rig.PostAsync(rig.Valve, Sample.Good(true, rig.Now));
        await rig.RunAsync(50, wish: 1400);
        Assert.Equal([1400.0], rig.Plant.Values);
        await rig.RunAsync(30);

        Assert.Equal(900, rig.Plant.Values[^1]);
    }

    [Fact]
    public async Task A_required_whole_number_that_turns_bad_sends_the_plant_to_safety()
    {
        await using var rig = await Rig.StartAsync((g, r) => g
            .Within(900, 1480).SlewAtMost(50, per: TimeSpan.FromSeconds(1)).RequestNoOlderThan(TimeSpan.FromHours(1))
            .RequireGood(maxAge: TimeSpan.FromHours(1), r.Starts).Otherwise(Fallback.GoTo(900)));
        await rig.PostAsync(rig.Starts, Sample.Good(3L, rig.Now));
        await rig.RunAsync(4, wish: 1400);
        await rig.PostAsync(rig.Starts, new Sample<long>(3, rig.Now, rig.Now, Quality.Bad));
        await rig.RunAsync(1);
        await rig.PostAsync(rig.Starts, new Sample<long>(3, rig.Now, rig.Now, Quality.Bad));
        await rig.RunAsync(15);

        Assert.Equal(900, rig.Plant.Values[^1]);
    }

    [Fact]
    public async Task An_interlock_set_by_the_hosts_own_code_is_noticed_within_a_second()
    {
        await using var rig = await Rig.StartAsync(WithInterlock(TimeSpan.FromHours(1)));
        rig.Valve.Report(Sample.Good(true, rig.Now));
        await rig.RunAsync(4, wish: 1400);
        Assert.Equal([1400.0], rig.Plant.Values);
        rig.Valve.Report(Sample.Good(false, rig.Now));
        await rig.RunAsync(15);

        Assert.Equal(900, rig.Plant.Values[^1]);
    }

    [Fact]
    public async Task An_interlock_set_by_the_hosts_own_code_is_noticed_although_nothing_else_moves()
    {
        await using var rig = await Rig.StartAsync((g, r) => g
            .Within(900, 1480).SlewAtMost(50, per: TimeSpan.FromSeconds(1)).RequestNoOlderThan(TimeSpan.FromHours(1))
            .RequireGood(maxAge: TimeSpan.FromHours(1), r.Flow).Interlock("suction valve open", r.Valve, valve => valve.Value)
            .Otherwise(Fallback.GoTo(900)));
        rig.Valve.Report(Sample.Good(true, rig.Now));
        await rig.RunAsync(4, wish: 1400);
        Assert.Equal([1400.0], rig.Plant.Values);
        rig.Valve.Report(Sample.Good(false, rig.Now));
        for (var second = 0; second < 3; second++)
            await rig.WaitAsync(1);

        Assert.Equal([1350.0, 1300.0], rig.Plant.Values[1..3]);
    }

    [Fact]
    public async Task An_interlock_that_opens_releases_the_plant()
    {
        await using var rig = await Rig.StartAsync((g, r) =>
        {
            WithInterlock(TimeSpan.FromHours(1))(g, r);
            g.Otherwise(Fallback.Release);
        });
        await rig.PostAsync(rig.Valve, Sample.Good(true, rig.Now));
        await rig.RunAsync(4, wish: 1400);
        await rig.PostAsync(rig.Valve, Sample.Good(false, rig.Now));

        Assert.Null(rig.Desired);
        Assert.Contains(CommandEvent.Released, rig.Events);
    }

    [Fact]
    public async Task A_way_to_safety_that_failed_is_tried_again()
    {
        await using var rig = await Rig.StartAsync(WithInterlock(TimeSpan.FromHours(1)));
        await rig.PostAsync(rig.Valve, Sample.Good(true, rig.Now));
        await rig.RunAsync(4, wish: 1400);
        rig.Plant.Answer = _ => new WriteOutcome(WriteStatus.Failed, "link down");
        await rig.PostAsync(rig.Valve, Sample.Good(false, rig.Now));
        await rig.RunAsync(15, follows: false);
        Assert.Equal(1, rig.WriteBack.Counters.Diverged);
        rig.Plant.Answer = _ => WriteOutcome.Acknowledged;
        await rig.RunAsync(60);

        Assert.Equal(900, rig.Plant.Values[^1]);
    }

    [Fact]
    public async Task A_way_to_safety_that_does_not_know_where_to_begin_is_found_with_the_next_report_and_alarmed_until_then()
    {
        var log = new ListLogger();
        await using var rig = await Rig.StartAsync((g, r) =>
        {
            r.Builder.LoggerFactory = log;
            Rig.Usual(g, r).Otherwise(Fallback.GoTo(1300));
        });
        rig.Plant.Answer = _ => new WriteOutcome(WriteStatus.NotSent, "no link");
        await rig.RunAsync(1, wish: 1400);
        for (var i = 0; i < 20; i++)
            await rig.WaitAsync(1);
        var tried = rig.Plant.Values.Length;
        Assert.Single(log.Messages, m => m.Contains("the way to the safe value 1300 failed", StringComparison.Ordinal));
        Assert.Equal("feedback", rig.WriteBack.Journal.Records[^1].Rule);

        rig.Plant.Answer = _ => WriteOutcome.Acknowledged;
        await rig.ReportAsync(1450);
        await rig.WaitAsync(1);
        Assert.Equal([1400.0, 1350.0], rig.Plant.Values[tried..]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Inputs_that_died_while_safety_could_not_be_gone_to_are_acted_on_as_soon_as_it_can(bool isAlarm)
    {
        await using var rig = await Rig.StartAsync((g, r) => Rig.Usual(g, r).ReportedOnChange("a test").Otherwise(Fallback.GoTo(1300)));
        await rig.RunAsync(4, wish: 1440);
        await rig.WaitAsync(0.5);
        if (isAlarm)
            await rig.ReportAsync(1400);
        else
            rig.WriteBack.SetMode(WriteBackMode.Advisory, "op");
        for (var i = 0; i < 60; i++)
            await rig.WaitAsync(1);
        Assert.Equal([1440.0], rig.Plant.Values);
        if (isAlarm)
            rig.WriteBack.AcknowledgeAlarm("op");
        else
            rig.WriteBack.SetMode(WriteBackMode.Closed, "op");
        for (var i = 0; i < 10; i++)
            await rig.WaitAsync(1);

        Assert.Equal(1300, rig.Plant.Values[^1]);
    }

    [Fact]
    public async Task A_removed_input_does_not_stop_the_way_to_safety()
    {
        var tank = default(Twin);
        await using var rig = await Rig.StartAsync((g, r) =>
        {
            tank = r.Builder.Graph.Add("tank-1");
            var level = tank.AddProperty("level", Units.Metre);
            g.Within(900, 1480).SlewAtMost(50, per: TimeSpan.FromSeconds(1)).RequireGood(maxAge: TimeSpan.FromSeconds(5), r.Flow, level)
                .ReportedOnChange("a test").Otherwise(Fallback.GoTo(1200));
            level.Report(3);
        });
        await rig.RunAsync(3, wish: 1440);
        Assert.Equal([1440.0], rig.Plant.Values);
        await rig.WaitAsync(6);
        Assert.InRange(rig.Plant.Values[^1], 1300, 1390);
        rig.Builder.Graph.Remove(tank!);
        for (var i = 0; i < 10; i++)
        {
            await rig.WaitAsync(1);
            await rig.ReportAsync(rig.Plant.Values[^1]);
        }

        Assert.Equal(1200, rig.Plant.Values[^1]);
    }

    [Fact]
    public async Task A_caller_does_not_wait_for_a_set_point_that_is_gone()
    {
        await using var rig = await Rig.StartAsync(withSignal: false);
        var result = rig.RequestAsync(1400);
        await rig.RunAsync(2, follows: false);
        rig.Builder.Graph.Remove(rig.Pump);
        for (var i = 0; i < 60; i++)
            await rig.WaitAsync(1);

        Assert.True(result.IsCompleted);
        Assert.NotEqual(CommandState.Verified, (await result).State);
    }

    [Fact]
    public async Task A_plant_that_ignores_the_way_to_safety_is_said_to_be_unsafe_and_sent_there_again()
    {
        var log = new ListLogger();
        await using var rig = await Rig.StartAsync((g, r) =>
        {
            r.Builder.LoggerFactory = log;
            Rig.Usual(g, r).Otherwise(Fallback.GoTo(1400)).Retry(1, TimeSpan.FromSeconds(1)).VerifyBy(r.Speed, tolerance: 2, within: TimeSpan.FromSeconds(3));
        });
        await rig.RunAsync(4, wish: 1440);
        rig.IsInputSilent = true;
        await rig.RunAsync(60, follows: false);
        Assert.Contains(log.Messages, m => m.Contains("the plant is not safe, the way to the safe value 1400 failed", StringComparison.Ordinal));
        Assert.False(rig.WriteBack.Status.IsOverridden);
        await rig.RunAsync(60, follows: true);

        Assert.Equal(1400.0, rig.WriteBack.Status.Verified);
    }

    [Fact]
    public async Task A_request_that_was_rejected_does_not_hold_the_way_to_safety_off()
    {
        await using var rig = await Rig.StartAsync((g, r) => Rig.Usual(g, r).Otherwise(Fallback.GoTo(1400)));
        await rig.RunAsync(4, wish: 1440);
        rig.Plant.Answer = _ => new WriteOutcome(WriteStatus.Rejected, "locked");
        await rig.RunAsync(2, wish: 1400);
        rig.Plant.Answer = _ => WriteOutcome.Acknowledged;
        rig.IsInputSilent = true;
        var writes = rig.Plant.Writes.Count;
        await rig.RunAsync(8);

        Assert.Equal(1400, rig.Plant.Values[writes..].Last());
    }

    private static Action<WriteGuard, Rig> WithInterlock(TimeSpan maxAge) => (g, r) => g
        .Within(900, 1480).SlewAtMost(50, per: TimeSpan.FromSeconds(1)).RequestNoOlderThan(TimeSpan.FromHours(1))
        .RequireGood(maxAge: TimeSpan.FromSeconds(5), r.Flow, r.Head)
        .Interlock("suction valve open", r.Valve, valve => valve.Value, maxAge)
        .Otherwise(Fallback.GoTo(900));
}
