namespace DigitalTwin.Sdk.Control.Tests;

/// <summary>What did not reach the plant, or may not have, is not where the next step begins.</summary>
public class UnreachedWritesTests
{
    [Theory]
    [InlineData(WriteStatus.NotSent)]
    [InlineData(WriteStatus.Failed)]
    [InlineData(WriteStatus.Rejected)]
    [InlineData(WriteStatus.Expired)]
    public async Task A_wish_that_changes_every_second_does_not_walk_away_from_the_plant(WriteStatus answer)
    {
        await using var rig = await Rig.StartAsync();
        rig.Plant.Answer = _ => new WriteOutcome(answer, "no");
        for (var i = 0; i < 60; i++)
            await rig.RunAsync(1, wish: 1000 + i, follows: false);
        Assert.NotEmpty(rig.Plant.Values);
        Assert.All(rig.Plant.Values, v => Assert.InRange(v, 1400, 1450));
        rig.Plant.Answer = _ => WriteOutcome.Acknowledged;
        for (var i = 0; i < 60; i++)
            await rig.RunAsync(1, wish: 1000 + i, follows: false);

        // Confirmed and not followed: no further ahead than three seconds of the ramp.
        Assert.All(rig.Plant.Values, v => Assert.InRange(v, 1450 - 150 - 3, 1450));
    }

    [Fact]
    public async Task A_dead_link_is_noticed_however_often_the_wish_changes()
    {
        await using var rig = await Rig.StartAsync();
        rig.Plant.Answer = _ => new WriteOutcome(WriteStatus.Failed, "link down");
        for (var i = 0; i < 20; i++)
            await rig.RunAsync(1, wish: 1400 + i, follows: false);

        Assert.True(rig.WriteBack.Counters.Diverged >= 1);
        Assert.Contains("given up after 4 attempts", rig.WriteBack.Journal.Records.First(r => r.Event == CommandEvent.Diverged).Reason);
        Assert.InRange(rig.Plant.Values.Length, 4, 10);
    }

    [Fact]
    public async Task After_a_failed_write_both_the_old_value_and_the_new_one_count()
    {
        await using var rig = await Rig.StartAsync((g, r) => Rig.Usual(g, r).ReportedOnChange("a test"));
        rig.Plant.Answer = _ => new WriteOutcome(WriteStatus.Failed, "the value may have been sent");
        await rig.RunAsync(2, wish: 1000, reports: false);
        Assert.Equal([1400.0], rig.Plant.Values.Distinct());
        rig.Plant.Answer = _ => WriteOutcome.Acknowledged;
        await rig.RunAsync(3, wish: 1480, reports: false);

        Assert.Equal([1400.0, 1450.0, 1480.0], rig.Plant.Values.Distinct());
    }

    [Fact]
    public async Task What_may_have_reached_the_plant_is_not_forgotten_with_the_alarm()
    {
        await using var rig = await Rig.StartAsync((g, r) => Rig.Usual(g, r).Retry(0, TimeSpan.FromSeconds(1)).ReportedOnChange("a test"));
        rig.Plant.Answer = _ => new WriteOutcome(WriteStatus.Failed, "the value may have been sent");
        await rig.RunAsync(3, wish: 1000, reports: false);
        Assert.Equal(1, rig.WriteBack.Counters.Diverged);
        rig.Plant.Answer = _ => WriteOutcome.Acknowledged;
        await rig.RunAsync(3, wish: 1480, reports: false);
        Assert.Equal([1400.0, 1450.0, 1480.0], rig.Plant.Values);
    }

    [Fact]
    public async Task A_report_of_where_the_plant_stood_anyway_does_not_prove_that_a_failed_write_will_not_arrive_any_more()
    {
        await using var rig = await Rig.StartAsync((g, r) => Rig.Usual(g, r).Retry(0, TimeSpan.FromSeconds(1)).ReportedOnChange("a test"));
        rig.Plant.Answer = _ => new WriteOutcome(WriteStatus.Failed, "the value may have been sent");
        await rig.RunAsync(2, wish: 1400, reports: false);
        _ = rig.RequestAsync(1450);
        await rig.RunAsync(1, reports: false);
        Assert.Equal([1400.0, 1450.0], rig.Plant.Values);

        // It stands at 1450 as before; then somebody moves it, and the second value may yet come through behind his back.
        await rig.RunAsync(1, reports: false);
        await rig.ReportAsync(1450);
        await rig.RunAsync(1, reports: false);
        await rig.ReportAsync(1400);
        rig.Plant.Answer = _ => WriteOutcome.Acknowledged;
        _ = rig.RequestAsync(1350);
        await rig.RunAsync(4, reports: false);

        // One step at most from 1450 too.
        Assert.Equal([1400.0, 1450.0, 1400.0, 1350.0], rig.Plant.Values);
    }

    [Fact]
    public async Task A_write_given_up_when_the_mode_changed_is_not_forgotten_either()
    {
        await using var rig = await Rig.StartAsync((g, r) => Rig.Usual(g, r).AnswerWithin(TimeSpan.FromSeconds(3)).ReportedOnChange("a test"));
        rig.Plant.Answer = _ => null;
        await rig.RunAsync(2, wish: 1000, reports: false);
        rig.WriteBack.SetMode(WriteBackMode.Off, "op");
        await rig.RunAsync(4, wish: 1480, reports: false);
        rig.Plant.Answer = _ => WriteOutcome.Acknowledged;
        rig.WriteBack.SetMode(WriteBackMode.Closed, "op");
        await rig.RunAsync(3, wish: 1480, reports: false);

        Assert.Equal([1400.0, 1450.0, 1480.0], rig.Plant.Values);
    }

    [Fact]
    public async Task The_way_to_safety_is_found_although_nobody_knows_whether_a_write_arrived()
    {
        await using var rig = await Rig.StartAsync((g, r) => Rig.Usual(g, r).Retry(0, TimeSpan.FromSeconds(1)).ReportedOnChange("a test").Otherwise(Fallback.GoTo(1480)));
        rig.Plant.Answer = _ => new WriteOutcome(WriteStatus.Failed, "the value may have been sent");
        await rig.RunAsync(2, wish: 1000, reports: false);
        rig.Plant.Answer = _ => WriteOutcome.Acknowledged;
        rig.IsInputSilent = true;
        await rig.RunAsync(20, reports: false);

        Assert.Equal([1400.0, 1450.0, 1480.0], rig.Plant.Values);
    }

    [Theory]
    [InlineData(WriteStatus.Failed)]
    [InlineData(WriteStatus.Acknowledged)]
    public async Task A_report_from_before_the_last_write_verifies_nothing(WriteStatus answer)
    {
        await using var rig = await Rig.StartAsync((g, r) => Rig.Usual(g, r)
            .Retry(0, TimeSpan.FromSeconds(1)).ReportedOnChange("a test").VerifyBy(r.Speed, tolerance: 2, within: TimeSpan.FromSeconds(3)));
        rig.Plant.Answer = _ => new WriteOutcome(answer, "it may have arrived");
        await rig.RunAsync(2, wish: 1400, reports: false);
        await rig.RunAsync(4, reports: false);
        Assert.Equal(1, rig.WriteBack.Counters.Diverged);
        rig.Plant.Answer = _ => WriteOutcome.Acknowledged;
        await rig.RunAsync(2, wish: 1450, reports: false);

        Assert.Equal([1400.0, 1450.0], rig.Plant.Values);
        Assert.Equal(0, rig.WriteBack.Counters.Verified);
    }

    [Fact]
    public async Task After_an_alarm_a_report_from_before_the_last_confirmed_value_is_no_beginning()
    {
        await using var rig = await Rig.StartAsync((g, r) => Rig.Usual(g, r).Retry(0, TimeSpan.FromSeconds(1)).ReportedOnChange("a test"));
        await rig.RunAsync(2, wish: 1000, reports: false);
        Assert.Equal([1400.0], rig.Plant.Values);
        rig.Plant.Answer = _ => new WriteOutcome(WriteStatus.NotSent, "no link");
        await rig.RunAsync(1, wish: 1000, reports: false);
        Assert.Equal(1, rig.WriteBack.Counters.Diverged);
        rig.Plant.Answer = _ => WriteOutcome.Acknowledged;
        await rig.RunAsync(4, wish: 1480, reports: false);

        Assert.Equal([1400.0, 1350.0, 1450.0, 1480.0], rig.Plant.Values);
    }

    [Fact]
    public async Task Nobody_is_alarmed_by_a_plant_that_is_moved_in_mode_Off_while_a_write_was_under_way()
    {
        await using var rig = await Rig.StartAsync((g, r) => Rig.Usual(g, r).AnswerWithin(TimeSpan.FromSeconds(3)));
        await rig.RunAsync(3, wish: 1430);
        rig.Plant.Answer = _ => null;
        await rig.RunAsync(1, wish: 1420);
        rig.WriteBack.SetMode(WriteBackMode.Off, "op");
        await rig.SettleAsync();
        rig.Plant.AnswerHeld(new WriteOutcome(WriteStatus.NotSent, "no link"));
        await rig.ReportAsync(1200);
        await rig.RunAsync(2, follows: false);

        Assert.False(rig.WriteBack.Status.IsOverridden);
        Assert.Equal(0, rig.WriteBack.Counters.Diverged);
    }

    [Theory]
    [InlineData(WriteStatus.NotSent)]
    [InlineData(WriteStatus.Rejected)]
    [InlineData(WriteStatus.Expired)]
    public async Task A_move_from_outside_is_noticed_also_after_a_write_that_did_not_arrive(WriteStatus answer)
    {
        await using var rig = await Rig.StartAsync((g, r) => Rig.Usual(g, r).Otherwise(Fallback.GoTo(1440)));
        await rig.RunAsync(3, wish: 1430);
        Assert.Equal(1430.0, rig.WriteBack.Status.Verified);
        rig.Plant.Answer = _ => new WriteOutcome(answer, "no");
        await rig.WishAsync(1400);
        rig.Plant.Answer = _ => WriteOutcome.Acknowledged;
        var writes = rig.Plant.Writes.Count;
        await rig.ReportAsync(1200);
        await rig.RunAsync(10, wish: 1400, follows: false);
        await rig.PostAsync(rig.Flow, new Sample<double>(0, rig.Now, rig.Now, Quality.Bad));
        await rig.WaitAsync(1);

        Assert.Equal(writes, rig.Plant.Writes.Count);
        Assert.True(rig.WriteBack.Status.IsOverridden);
        Assert.Contains(CommandEvent.Diverged, rig.Events);
    }

    [Fact]
    public async Task One_failed_step_of_a_ramp_is_tried_again_although_the_last_report_is_older_than_the_step_before()
    {
        await using var rig = await Rig.StartAsync((g, r) => Rig.Usual(g, r).ReportNoOlderThan(TimeSpan.FromSeconds(30)), withSignal: false);
        var result = rig.RequestAsync(1300);
        await rig.RunAsync(1, reports: false);
        rig.Plant.Answer = _ => new WriteOutcome(WriteStatus.Failed, "the value may have been sent");
        await rig.RunAsync(1, reports: false);
        rig.Plant.Answer = _ => WriteOutcome.Acknowledged;
        await rig.RunAsync(4, reports: false);
        await rig.RunAsync(2);

        Assert.Equal([1400.0, 1350.0, 1350.0, 1300.0], rig.Plant.Values);
        Assert.Equal(CommandState.Verified, (await result).State);
    }

    [Fact]
    public async Task A_value_is_not_tried_again_from_afar_when_the_plant_was_moved_meanwhile()
    {
        await using var rig = await Rig.StartAsync((g, r) => Rig.Usual(g, r).Retry(3, TimeSpan.FromSeconds(3)), withSignal: false);
        var result = rig.RequestAsync(1400);
        rig.Plant.Answer = _ => new WriteOutcome(WriteStatus.NotSent, "no link");
        await rig.SettleAsync();
        await rig.WaitAsync(1.5);
        await rig.FeedInputsAsync();
        rig.Plant.Answer = _ => WriteOutcome.Acknowledged;
        await rig.ReportAsync(1250);
        await rig.RunAsync(8);

        Assert.Equal([1300.0, 1350.0, 1400.0], rig.Plant.Values[^3..]);
        Assert.Equal(CommandState.Verified, (await result).State);
    }

    [Fact]
    public async Task A_report_from_after_the_expiry_says_where_the_plant_stands_after_all()
    {
        await using var rig = await Rig.StartAsync((g, r) => Rig.Usual(g, r).Retry(0, TimeSpan.FromSeconds(1)).AnswerWithin(TimeSpan.FromSeconds(6)));
        rig.Plant.Answer = _ => new WriteOutcome(WriteStatus.Failed, "the value may have been sent");
        await rig.RunAsync(2, wish: 1000, follows: false);
        rig.Plant.Answer = _ => WriteOutcome.Acknowledged;
        await rig.RunAsync(7, follows: false);
        await rig.RunAsync(3, wish: 1480, follows: false);

        Assert.Equal([1400.0, 1480.0], rig.Plant.Values);
    }

    [Fact]
    public async Task A_report_from_before_the_expiry_does_not_say_that_a_failed_write_will_not_arrive_yet()
    {
        // The device still reports 1450 while a gateway holds 1400; then the gateway passes it on.
        await using var rig = await Rig.StartAsync((g, r) => Rig.Usual(g, r).Retry(0, TimeSpan.FromSeconds(1)));
        rig.Plant.Answer = _ => new WriteOutcome(WriteStatus.Failed, "the value may have been sent");
        await rig.RunAsync(2, wish: 1000, follows: false);
        rig.Plant.Answer = _ => WriteOutcome.Acknowledged;
        await rig.RunAsync(3, wish: 1480, follows: false);

        Assert.Equal([1400.0, 1450.0, 1480.0], rig.Plant.Values);
    }

    [Fact]
    public async Task A_single_value_does_not_carry_the_expiry_of_the_whole_ramp()
    {
        await using var rig = await Rig.StartAsync((g, r) => g
            .Within(900, 1480).SlewAtMost(1, per: TimeSpan.FromSeconds(1)).RequireGood(maxAge: TimeSpan.FromSeconds(5), r.Flow, r.Head)
            .VerifyBy(r.Speed, tolerance: 0.5, within: TimeSpan.FromSeconds(10)));
        await rig.RunAsync(10, wish: 900);

        Assert.NotEmpty(rig.Plant.Writes);
        Assert.All(rig.Plant.Writes, w => Assert.InRange(w.ExpiresAt - w.IssuedAt, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task A_ramp_that_makes_its_way_does_not_lapse_though_the_plant_reports_seldom()
    {
        await using var rig = await Rig.StartAsync(
            (g, r) => Rig.Usual(g, r).ReportNoOlderThan(TimeSpan.FromSeconds(30)).VerifyBy(r.Speed, tolerance: 2, within: TimeSpan.FromSeconds(30)).ExpireAfter(TimeSpan.FromSeconds(10)),
            withSignal: false);
        var result = rig.RequestAsync(1000);
        for (var i = 0; i < 20; i++)
        {
            await rig.RunAsync(9, reports: false);
            await rig.RunAsync(1);
        }

        Assert.Equal(CommandState.Verified, (await result).State);
        Assert.Equal(9, rig.Plant.Values.Length);
    }
}
