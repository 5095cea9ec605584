namespace DigitalTwin.Sdk.Control.Tests;

/// <summary>A device whose clock runs ahead proves nothing with what it knew before a write.</summary>
public class SourceClockTests
{
    [Fact]
    public async Task A_report_on_its_way_when_the_value_was_sent_verifies_nothing_though_its_clock_is_ahead()
    {
        await using var rig = await AheadAsync();
        await rig.RunAsync(2, wish: 1400, reports: false);
        Assert.Equal([1400.0], rig.Plant.Values);
        await rig.WaitAsync(1);

        // By chance the plant stood there half a second before it was told to, and has left since.
        await rig.ReportAsync(Late(rig, 1400, seconds: 1.5));
        Assert.Equal(0, rig.WriteBack.Counters.Verified);
        await rig.ReportAsync(1400);
        Assert.Equal(1, rig.WriteBack.Counters.Verified);
    }

    [Fact]
    public async Task Nor_does_it_say_where_the_plant_stands_after_a_write_that_may_have_arrived()
    {
        await using var rig = await AheadAsync();
        rig.Plant.Answer = _ => new WriteOutcome(WriteStatus.Failed, "the value may have been sent");
        await rig.RunAsync(2, wish: 1400, reports: false);
        rig.Plant.Answer = _ => WriteOutcome.Acknowledged;
        await rig.ReportAsync(Late(rig, 1450, seconds: 0.5));
        await rig.RunAsync(1, wish: 1480, reports: false);
        Assert.All(rig.Plant.Values, v => Assert.InRange(v, 1400, 1450));
    }

    [Fact]
    public async Task A_report_from_a_clock_ahead_grows_old_with_its_arrival()
    {
        await using var rig = await AheadAsync();
        await rig.WaitAsync(5.5);
        await rig.RunAsync(1, wish: 1440, reports: false);

        Assert.Empty(rig.Plant.Values);
        Assert.Equal("feedback", rig.WriteBack.Journal.Records[^1].Rule);
    }

    [Fact]
    public void The_lead_is_the_greatest_seen_and_is_forgotten_some_reports_after_the_clock_was_put_right()
    {
        var clock = new ReportClock();
        clock.Note(100 + 30, 100);
        clock.Note(200 + 20, 200);
        Assert.Equal(300 - 10, clock.Since(300 + 20, 301));
        for (var i = 0; i < 128; i++)
            clock.Note(1000 + i, 1000 + i);
        Assert.Equal(2000, clock.Since(2000, 2000));
    }

    [Fact]
    public void A_source_that_lags_is_not_made_newer_than_it_says()
    {
        var clock = new ReportClock();
        clock.Note(70, 100);
        Assert.Equal(170, clock.Since(170, 200));
    }

    private static async Task<Rig> AheadAsync()
    {
        var rig = await Rig.StartAsync(reported: null);
        rig.SourceLead = TimeSpan.FromSeconds(4);
        await rig.ReportAsync(1450);
        return rig;
    }

    private static Sample<double> Late(Rig rig, double value, double seconds) => new(value, rig.Now.AddSeconds(-seconds), rig.Now, Quality.Good);
}
