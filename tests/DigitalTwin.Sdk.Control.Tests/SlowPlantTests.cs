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

    [Fact]
    public async Task A_connector_that_never_comes_back_raises_an_alarm_and_nobody_waits_for_it()
    {
        await using var rig = await Rig.StartAsync(withSignal: false);
        using var isBack = new ManualResetEventSlim(false);
        rig.Plant.Answer = _ =>
        {
            isBack.Wait(CancellationToken.None);
            return WriteOutcome.Acknowledged;
        };
        var stuck = rig.RequestAsync(1440);
        Task<CommandResult>? waiting = null;
        for (var i = 0; i < 60; i++)
        {
            rig.Clock.Advance(TimeSpan.FromSeconds(1));
            await rig.Runtime.AdvanceAsync(rig.Now);
            await rig.Runtime.PostAsync(rig.Flow, Sample.Good(250.0, rig.Now));
            await rig.Runtime.PostAsync(rig.Head, Sample.Good(38.0, rig.Now));
            await rig.Runtime.PostAsync(rig.Speed.Reported, Sample.Good(1450.0, rig.Now));
            await rig.Runtime.DrainAsync();
            if (i == 20)
                waiting = rig.RequestAsync(1445, new CommandOptions { ExpiresAt = rig.Now.AddSeconds(10) });
        }

        var result = await stuck;
        Assert.Equal(CommandState.TimedOut, result.State);
        Assert.Contains("has not come back from writing 1440", result.Reason, StringComparison.Ordinal);
        Assert.Equal(CommandState.Expired, (await waiting!).State);
        Assert.Single(rig.WriteBack.Journal.Records, r => r.Event == CommandEvent.Diverged);
        Assert.Single(rig.Plant.Writes);

        isBack.Set();
        rig.Plant.Answer = _ => WriteOutcome.Acknowledged;
        await rig.SettleAsync();
        var next = rig.RequestAsync(1445);
        await rig.RunAsync(5);
        Assert.Equal(CommandState.Verified, (await next).State);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(90)]
    public async Task Nothing_is_sent_by_a_lane_that_lags_behind_what_the_decision_rests_on(int lag)
    {
        var rig = Rig.Compose();
        using var gate = new ManualResetEventSlim(true);
        var isEntered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        rig.Builder.Signal(rig.Starts).Subscribe(_ =>
        {
            isEntered.TrySetResult();
            gate.Wait(CancellationToken.None);
        });
        var writeBack = rig.Builder.WriteBack(rig.Speed, g => g.Within(900, 1480).WithoutSlewLimit("a test").RequireGood(TimeSpan.FromSeconds(2), rig.Flow, rig.Head));
        await using var runtime = await rig.Builder.StartAsync();
        await runtime.PostAsync(rig.Speed.Reported, Sample.Good(1450.0, rig.Now));
        await runtime.PostAsync(rig.Flow, Sample.Good(250.0, rig.Now));
        await runtime.PostAsync(rig.Head, Sample.Good(38.0, rig.Now));
        await runtime.DrainAsync();
        gate.Reset();
        await runtime.PostAsync(rig.Starts, Sample.Good(1L, rig.Now));
        await isEntered.Task;

        // The request is judged by the time at which it was queued, the write goes out much later.
        var result = writeBack.RequestAsync(1440);
        rig.Clock.Advance(TimeSpan.FromSeconds(lag));
        gate.Set();
        while (!writeBack.Journal.Records.Any(r => r.Event == CommandEvent.Failed) && !result.IsCompleted)
            await Task.Yield();

        Assert.Empty(rig.Plant.Writes);
    }
}
