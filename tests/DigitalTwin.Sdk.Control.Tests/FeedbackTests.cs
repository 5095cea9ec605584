namespace DigitalTwin.Sdk.Control.Tests;

/// <summary>Where a ramp begins: only at what the plant is known to do now.</summary>
public class FeedbackTests
{
    [Fact]
    public async Task A_report_from_three_days_ago_starts_no_ramp()
    {
        await using var rig = await Rig.StartAsync();
        await rig.WaitAsync(3 * 24 * 3600);
        await rig.RunAsync(10, wish: 1200, reports: false);

        Assert.Empty(rig.Plant.Values);
        var refusal = rig.WriteBack.Journal.Records[^1];
        Assert.Equal("feedback", refusal.Rule);
        Assert.Contains("older than 00:00:05", refusal.Reason);
    }

    [Fact]
    public async Task A_ramp_stops_when_the_reports_stop()
    {
        await using var rig = await Rig.StartAsync((g, r) => Rig.Usual(g, r).ReportNoOlderThan(TimeSpan.FromSeconds(3)));
        await rig.RunAsync(3, wish: 1000);
        var sent = rig.Plant.Values.Length;
        await rig.RunAsync(20, wish: 1000, reports: false);

        // Three seconds in which the last report is believed.
        Assert.InRange(rig.Plant.Values.Length, sent, sent + 3);
        Assert.Equal("feedback", rig.WriteBack.Journal.Records[^1].Rule);
    }

    [Fact]
    public async Task A_value_of_our_own_that_was_verified_long_ago_is_no_beginning_either()
    {
        await using var rig = await Rig.StartAsync();
        await rig.RunAsync(4, wish: 1440);
        await rig.WaitAsync(3600);
        await rig.RunAsync(10, wish: 1200, reports: false);

        Assert.Equal([1440.0], rig.Plant.Values);
    }

    [Fact]
    public async Task A_plant_that_reports_changes_only_may_be_silent_if_the_guard_says_so()
    {
        await using var rig = await Rig.StartAsync((g, r) => Rig.Usual(g, r).ReportedOnChange("the drive publishes every change, retained"));
        await rig.WaitAsync(24 * 3600);
        await rig.RunAsync(2, wish: 1440, reports: false);

        Assert.Equal([1440.0], rig.Plant.Values);
    }

    [Fact]
    public void The_propertys_own_age_limit_holds_all_the_same()
    {
        var graph = new TwinGraph();
        var speed = graph.Add("p").AddSetpoint("speed", Units.RevolutionPerMinute, o => o.MaxAge = TimeSpan.FromSeconds(2));
        var guard = new WriteGuard();
        guard.Within(900, 1480).SlewAtMost(50, per: TimeSpan.FromSeconds(1)).WithoutInputCheck("a test").ReportedOnChange("a test");
        var rule = guard.Plan.Build(speed, p => Assert.Fail(p)).FeedbackRule;

        Assert.Null(rule.Denial(Sample.Good(1450.0, Rig.Start), Rig.Start.AddSeconds(2).UtcTicks));
        Assert.Contains("older than 00:00:02", rule.Denial(Sample.Good(1450.0, Rig.Start), Rig.Start.AddSeconds(3).UtcTicks));
    }

    [Fact]
    public async Task An_age_limit_and_none_at_once_do_not_start()
    {
        var rig = Rig.Compose();
        rig.Builder.WriteBack(rig.Speed, g => Rig.Usual(g, rig).ReportNoOlderThan(TimeSpan.FromSeconds(1)).ReportedOnChange("a test"));
        var thrown = await Assert.ThrowsAsync<TwinConfigurationException>(() => rig.Builder.StartAsync());

        Assert.Contains("ReportedOnChange", Assert.Single(thrown.Problems));
    }
}
