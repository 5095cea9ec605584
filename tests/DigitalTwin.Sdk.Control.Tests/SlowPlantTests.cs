namespace DigitalTwin.Sdk.Control.Tests;

/// <summary>Plants and links that take their time: to answer, to act, or to say that they know nothing.</summary>
public class SlowPlantTests
{
    [Fact]
    public async Task The_next_step_counts_from_when_the_plant_has_the_last_one_not_from_when_it_was_sent()
    {
        await using var rig = await Rig.StartAsync();
        (rig.IsTruthful, rig.Plant.Truth) = (true, 1450);
        (rig.Plant.TakesEffect, rig.Plant.TakesEffectLate) = (_ => false, true);
        rig.Plant.Answer = _ => null;
        await rig.RunAsync(2, wish: 1000);
        await rig.WaitAsync(0.95);
        var before = rig.Plant.Truth;

        rig.Plant.TakesEffect = _ => true;
        rig.Plant.Answer = _ => WriteOutcome.Acknowledged;
        rig.Plant.AnswerHeld(WriteOutcome.Acknowledged);
        await rig.SettleAsync();
        await rig.WaitAsync(0.1);

        Assert.Equal((1450.0, 1400.0), (before, rig.Plant.Truth));
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(1.5)]
    [InlineData(2.0)]
    [InlineData(2.5)]
    public async Task A_plant_that_acts_seconds_after_its_confirmation_is_led_to_safety_also_when_the_way_turns_round(double delay)
    {
        await using var rig = await Rig.StartAsync((g, r) => Rig.Usual(g, r).Otherwise(Fallback.GoTo(1450)));
        (rig.IsTruthful, rig.Plant.Truth) = (true, 1450);
        rig.Plant.TakesEffect = _ => false;
        var applied = 0;
        for (var i = 0; i < 67; i++)
        {
            if (i == 7)
            {
                await rig.PostAsync(rig.Flow, new Sample<double>(0, rig.Now.AddMilliseconds(1), rig.Now, Quality.Bad));
                rig.IsInputSilent = true;
            }

            await rig.WaitAsync(0.5);
            var due = rig.Plant.Writes.Count(w => rig.Now - w.IssuedAt >= TimeSpan.FromSeconds(delay));
            if (due > applied)
                rig.Plant.Truth = rig.Plant.Writes[(applied = due) - 1].Value;
            await rig.FeedInputsAsync();
            await rig.ReportAsync(rig.Plant.Truth);
            if (i < 7)
                await rig.WishAsync(1200);
        }

        Assert.True(rig.Plant.Values.Min() < 1450);
        Assert.Equal(1450, rig.Plant.Truth);
        Assert.False(rig.WriteBack.Status.IsOverridden);
    }

    [Fact]
    public async Task A_signal_that_says_it_knows_nothing_has_spoken_and_the_way_to_safety_is_tried_again()
    {
        await using var rig = await Rig.StartAsync((g, r) => Rig.Usual(g, r).Retry(0, TimeSpan.FromSeconds(1)).Otherwise(Fallback.GoTo(1300)));
        await rig.RunAsync(10, wish: 1400);
        rig.Plant.Answer = _ => new WriteOutcome(WriteStatus.NotSent, "no link");
        await rig.WaitAsync(0.1);
        await rig.WishAsync(1400, Quality.NoData);
        await rig.RunAsync(3);
        Assert.Equal(1400, rig.Plant.Stands);

        rig.Plant.Answer = _ => WriteOutcome.Acknowledged;
        await rig.RunAsync(60);

        Assert.Equal(1300, rig.Plant.Stands);
    }

    [Fact]
    public async Task A_value_that_was_refused_is_not_verified_by_a_report_near_it()
    {
        await using var rig = await Rig.StartAsync(withSignal: false);
        _ = rig.RequestAsync(1440);
        await rig.RunAsync(5);
        rig.Plant.Answer = _ => null;
        var refused = rig.RequestAsync(1441);
        await rig.WaitAsync(0.5);
        await rig.ReportAsync(1440);
        rig.Plant.AnswerHeld(new WriteOutcome(WriteStatus.Rejected, "locked"));
        Assert.Equal(CommandState.Rejected, (await refused).State);
        var writes = rig.Plant.Writes.Count;

        rig.Plant.Answer = _ => WriteOutcome.Acknowledged;
        _ = rig.RequestAsync(1441);
        await rig.RunAsync(3, follows: false);

        Assert.True(rig.Plant.Writes.Count > writes);
    }
}
