namespace DigitalTwin.Sdk.Control.Tests;

/// <summary>What a plant that is silent, deaf or cut off must never get: a jump, once it listens again.</summary>
public sealed class UnsafeStartTests
{
    [Fact]
    public async Task A_request_after_the_stop_ends_also_if_the_twin_was_removed()
    {
        var rig = await Rig.StartAsync();
        rig.Pump.Graph.Remove(rig.Pump);
        await rig.DisposeAsync();

        var result = await rig.WriteBack.RequestAsync(1400).WaitAsync(TimeSpan.FromMinutes(1));

        Assert.NotEqual(CommandState.None, result.State);
        Assert.Contains("stopped", result.Reason, StringComparison.Ordinal);
        Assert.Empty(rig.Plant.Values);
    }

    [Fact]
    public async Task A_report_that_is_too_old_says_nothing_about_where_the_plant_stands()
    {
        await using var rig = await Rig.StartAsync();
        await rig.WaitAsync(TimeSpan.FromDays(3).TotalSeconds);
        await rig.RunAsync(5, wish: 1200, reports: false);

        Assert.Empty(rig.Plant.Values);
        Assert.Contains("older than", rig.WriteBack.Journal.Records[^1].Reason, StringComparison.Ordinal);

        await rig.RunAsync(2, wish: 1200);
        Assert.Equal(1400, rig.Plant.Values[0]);
    }

    [Fact]
    public async Task A_plant_that_reports_on_change_is_believed_if_the_guard_says_so()
    {
        await using var rig = await Rig.StartAsync((g, r) => Rig.Usual(g, r).ReportedOnChange("the drive reports every change"));
        await rig.WaitAsync(3600);
        await rig.RunAsync(2, wish: 1430, reports: false);

        Assert.Equal([1430.0], rig.Plant.Values);
    }

    [Theory]
    [InlineData(WriteStatus.NotSent)]
    [InlineData(WriteStatus.Failed)]
    public async Task The_first_value_that_gets_through_is_one_step_from_where_the_plant_stands(WriteStatus status)
    {
        await using var rig = await Rig.StartAsync();
        rig.Plant.Answer = _ => new WriteOutcome(status, "cut off");
        for (var second = 0; second < 9; second++)
            await rig.RunAsync(1, wish: 1400 - (50 * second), follows: false);
        var before = rig.Plant.Writes.Count;
        rig.Plant.Answer = _ => WriteOutcome.Acknowledged;
        await rig.RunAsync(60, wish: 1000, follows: false);

        Assert.True(rig.Plant.Writes.Count > before);
        Assert.InRange(rig.Plant.Values[before], 1400, 1450);
    }

    [Fact]
    public async Task A_ramp_does_not_run_away_from_a_plant_that_acknowledges_and_does_not_move()
    {
        await using var rig = await Rig.StartAsync();
        await rig.RunAsync(9, wish: 1000, follows: false);

        // Three seconds of 50 rpm/s, and the tolerance with which writes are verified.
        Assert.NotEmpty(rig.Plant.Values);
        Assert.All(rig.Plant.Values, v => Assert.InRange(v, 1450 - 150 - 3, 1450));
    }

    [Fact]
    public async Task An_interlock_that_opens_sends_the_plant_to_safety_at_once()
    {
        await using var rig = await Rig.StartAsync((g, r) => Rig.Usual(g, r)
            .Interlock("suction valve open", r.Valve, s => s.Value, maxAge: TimeSpan.FromMinutes(10)).Otherwise(Fallback.GoTo(1440)));
        await rig.PostAsync(rig.Valve, Sample.Good(true, rig.Now));
        await rig.RunAsync(3, wish: 1400);
        Assert.Equal(1400.0, rig.WriteBack.Status.Verified);

        await rig.PostAsync(rig.Valve, Sample.Good(false, rig.Now));

        Assert.Equal([1400.0, 1440.0], rig.Plant.Values);
    }

    [Fact]
    public async Task An_interlock_that_falls_silent_sends_the_plant_to_safety()
    {
        await using var rig = await Rig.StartAsync((g, r) => Rig.Usual(g, r)
            .Interlock("suction valve open", r.Valve, s => s.Value, maxAge: TimeSpan.FromSeconds(4)).Otherwise(Fallback.GoTo(1440)));
        await rig.PostAsync(rig.Valve, Sample.Good(true, rig.Now));
        await rig.RunAsync(3, wish: 1400);
        Assert.Equal([1400.0], rig.Plant.Values);

        await rig.RunAsync(3);

        Assert.Equal([1400.0, 1440.0], rig.Plant.Values);
    }
}
