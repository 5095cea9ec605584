namespace DigitalTwin.Sdk.Control.Tests;

public class WriteBackTests
{
    [Fact]
    public async Task What_the_hosts_own_code_reports_verifies_a_write()
    {
        await using var rig = await Rig.StartAsync(withSignal: false);
        var result = rig.RequestAsync(1420);
        for (var i = 0; i < 8; i++)
        {
            await rig.WaitAsync(1);
            await rig.FeedInputsAsync();
            rig.Speed.Reported.Report(Sample.Good(rig.Plant.Stands ?? 1450, rig.Now));
        }

        Assert.Equal(CommandState.Verified, (await result.WaitAsync(TimeSpan.FromSeconds(30))).State);
    }

    [Fact]
    public async Task A_request_becomes_a_ramp_that_is_sent_verified_and_in_sync()
    {
        await using var rig = await Rig.StartAsync();
        await rig.WishAsync(1300);
        await rig.RunAsync(6, wish: 1300);

        Assert.Equal([1400.0, 1350.0, 1300.0], rig.Plant.Values);
        Assert.Equal(DesiredStatus.InSync, rig.Desired!.Status);
        Assert.Equal(1300, rig.Desired.Value);
        Assert.Equal(200, rig.Desired.AckCode);
        Assert.Equal(1300.0, rig.WriteBack.Status.Verified);
        Assert.Equal(new CommandCounters(1, 0, 0, 3, 3, 1, 0, 0, 0, 0), rig.WriteBack.Counters);
        Assert.Equal(CommandState.Verified, rig.WriteBack.Status.State);
    }

    [Fact]
    public async Task A_value_that_is_verified_already_is_not_written_again()
    {
        await using var rig = await Rig.StartAsync();
        await rig.RunAsync(20, wish: 1430);

        Assert.Equal([1430.0], rig.Plant.Values);
        Assert.Equal(1, rig.WriteBack.Counters.Accepted);
    }

    [Fact]
    public async Task What_the_plant_reports_already_is_in_sync_without_a_write()
    {
        await using var rig = await Rig.StartAsync();
        await rig.WishAsync(1450);

        Assert.Empty(rig.Plant.Values);
        Assert.Equal(DesiredStatus.InSync, rig.Desired!.Status);
    }

    [Fact]
    public async Task Retries_with_growing_pauses_and_then_raises_the_alarm()
    {
        await using var rig = await Rig.StartAsync();
        rig.Plant.Answer = _ => new WriteOutcome(WriteStatus.Failed, "link down");
        await rig.WishAsync(1430);
        await rig.RunAsync(20, wish: 1430, follows: false);

        Assert.Equal([1430.0, 1430.0, 1430.0, 1430.0], rig.Plant.Values);
        var times = rig.Plant.Writes.Select(w => w.IssuedAt).ToArray();
        Assert.Equal([1.0, 2.0, 4.0], times.Zip(times.Skip(1), (a, b) => (b - a).TotalSeconds));
        Assert.Equal(DesiredStatus.Diverged, rig.Desired!.Status);
        Assert.Equal(1, rig.WriteBack.Counters.Diverged);
        Assert.Equal(4, rig.WriteBack.Counters.Failed);
        Assert.False(rig.WriteBack.Status.IsOverridden);
        Assert.Single(rig.Plant.Writes.Select(w => w.CommandId).Distinct());
    }

    [Fact]
    public async Task After_a_link_is_back_the_same_wish_is_tried_again()
    {
        await using var rig = await Rig.StartAsync();
        rig.Plant.Answer = _ => new WriteOutcome(WriteStatus.Failed, "link down");
        await rig.RunAsync(20, wish: 1430, follows: false);
        rig.Plant.Answer = _ => WriteOutcome.Acknowledged;
        await rig.RunAsync(60, wish: 1430);

        Assert.Equal(DesiredStatus.InSync, rig.Desired!.Status);
        Assert.Equal(1430.0, rig.WriteBack.Status.Verified);
    }

    [Fact]
    public async Task A_plant_that_acknowledges_but_does_not_follow_raises_the_alarm_and_is_left_alone()
    {
        await using var rig = await Rig.StartAsync();
        for (var i = 0; i < 120; i++)
        {
            await rig.RunAsync(1, wish: 1430, follows: false);
            await rig.ReportAsync(1450);
        }

        Assert.Equal([1430.0, 1430.0, 1430.0, 1430.0], rig.Plant.Values);
        Assert.Equal(DesiredStatus.Diverged, rig.Desired!.Status);
        Assert.True(rig.WriteBack.Status.IsOverridden);
        Assert.Equal(1, rig.WriteBack.Counters.Diverged);
    }

    [Fact]
    public async Task A_ramp_stops_while_the_plant_does_not_follow()
    {
        await using var rig = await Rig.StartAsync((g, r) => Rig.Usual(g, r).VerifyBy(r.Speed, tolerance: 2, within: TimeSpan.FromSeconds(3)).Retry(0, TimeSpan.FromSeconds(1)));
        for (var i = 0; i < 30; i++)
        {
            await rig.RunAsync(1, wish: 1000, follows: false);
            await rig.ReportAsync(1450);
        }

        Assert.InRange(rig.Plant.Values.Min(), 1200, 1450);
        Assert.True(rig.WriteBack.Status.IsOverridden);
    }

    [Fact]
    public async Task An_operators_change_raises_the_alarm_and_is_not_fought()
    {
        await using var rig = await Rig.StartAsync();
        await rig.RunAsync(5, wish: 1430);
        await rig.ReportAsync(1200);
        await rig.WaitAsync(1);
        await rig.ReportAsync(1200);
        await rig.RunAsync(60, wish: 1440, follows: false);

        Assert.Equal([1430.0], rig.Plant.Values);
        Assert.Equal(DesiredStatus.Diverged, rig.Desired!.Status);
        Assert.Contains(CommandEvent.Diverged, rig.Events);

        rig.WriteBack.AcknowledgeAlarm("op");
        await rig.RunAsync(2, wish: 1440, follows: false);
        Assert.Equal(1250, rig.Plant.Values[1]);
    }

    [Fact]
    public async Task An_operators_change_in_the_middle_of_a_ramp_stops_it()
    {
        await using var rig = await Rig.StartAsync();
        await rig.RunAsync(4, wish: 1000);
        var sent = rig.Plant.Values.Length;
        await rig.WaitAsync(0.5);
        await rig.ReportAsync(1470);
        await rig.RunAsync(20, wish: 1000, follows: false);

        Assert.Equal(sent, rig.Plant.Values.Length);
        Assert.True(rig.WriteBack.Status.IsOverridden);
    }

    [Fact]
    public async Task An_expired_command_is_never_sent_however_long_it_waited()
    {
        await using var rig = await Rig.StartAsync();
        rig.Plant.Answer = _ => null;
        var first = rig.RequestAsync(1440);
        await rig.RunAsync(2, follows: false);
        Assert.Equal([1440.0], rig.Plant.Values);

        var second = rig.RequestAsync(1430, new CommandOptions { ExpiresAt = rig.Now.AddSeconds(3), By = "op" });
        await rig.RunAsync(4, follows: false);
        rig.Plant.Answer = _ => WriteOutcome.Acknowledged;
        rig.Plant.AnswerHeld(WriteOutcome.Acknowledged);
        await rig.RunAsync(6);

        Assert.Equal(CommandState.Superseded, (await first).State);
        Assert.Equal(CommandState.Expired, (await second).State);
        Assert.Equal([1440.0], rig.Plant.Values);
        Assert.Equal(CommandState.Expired, (await rig.RequestAsync(1430, new CommandOptions { ExpiresAt = rig.Now })).State);
    }

    [Fact]
    public async Task A_newer_request_takes_the_place_of_one_that_waits()
    {
        await using var rig = await Rig.StartAsync(withSignal: false);
        rig.Plant.Answer = _ => null;
        var first = rig.RequestAsync(1440);
        await rig.RunAsync(2, follows: false);
        var second = rig.RequestAsync(1430);
        var third = rig.RequestAsync(1420);
        await rig.SettleAsync();
        rig.Plant.Answer = _ => WriteOutcome.Acknowledged;
        rig.Plant.AnswerHeld(WriteOutcome.Acknowledged);
        await rig.RunAsync(6);

        Assert.Equal(CommandState.Superseded, (await first).State);
        Assert.Equal(CommandState.Superseded, (await second).State);
        Assert.Equal(CommandState.Verified, (await third).State);
        Assert.Equal([1440.0, 1420.0], rig.Plant.Values);
        Assert.Equal(2, rig.WriteBack.Counters.Superseded);
    }

    [Fact]
    public async Task A_write_without_an_answer_times_out_and_is_tried_again()
    {
        await using var rig = await Rig.StartAsync((g, r) => Rig.Usual(g, r).Retry(1, TimeSpan.FromSeconds(1)).AnswerWithin(TimeSpan.FromSeconds(3)), withSignal: false);
        rig.Plant.Answer = _ => null;
        var result = rig.RequestAsync(1430);
        await rig.RunAsync(20, follows: false);

        Assert.Equal(CommandState.TimedOut, (await result).State);
        Assert.Equal(2, rig.Plant.Values.Length);
    }

    [Fact]
    public async Task A_refusal_by_the_plant_is_not_tried_again()
    {
        await using var rig = await Rig.StartAsync(withSignal: false);
        rig.Plant.Answer = _ => new WriteOutcome(WriteStatus.Rejected, "locked");
        var result = rig.RequestAsync(1430);
        await rig.RunAsync(20);

        Assert.Equal(new CommandResult(CommandState.Rejected, (await result).CommandId, "locked", ""), await result);
        Assert.Single(rig.Plant.Values);
        Assert.Equal(DesiredStatus.Rejected, rig.Desired!.Status);
    }

    [Fact]
    public async Task A_writer_that_throws_counts_as_failed()
    {
        await using var rig = await Rig.StartAsync(withSignal: false);
        rig.Plant.Answer = _ => throw new InvalidOperationException("broken");
        var result = rig.RequestAsync(1430);
        await rig.RunAsync(30, follows: false);

        Assert.Equal(CommandState.Failed, (await result).State);
        Assert.Equal(4, rig.WriteBack.Counters.Failed);
    }

    [Fact]
    public async Task Disposal_while_a_write_is_on_its_way_ends_the_callers_wait()
    {
        var rig = await Rig.StartAsync(withSignal: false);
        rig.Plant.Answer = _ => null;
        var result = rig.RequestAsync(1430);
        await rig.RunAsync(2, follows: false);
        Assert.True(rig.Plant.IsHolding);
        await rig.DisposeAsync();

        Assert.Equal(CommandState.Failed, (await result).State);
        Assert.Equal(CommandState.Failed, (await rig.RequestAsync(1420)).State);
        Assert.Single(rig.Plant.Values);
    }

    [Fact]
    public async Task A_cancelled_request_is_withdrawn()
    {
        await using var rig = await Rig.StartAsync(withSignal: false);
        using var cancel = new CancellationTokenSource();
        var result = rig.WriteBack.RequestAsync(1200, cancellationToken: cancel.Token);
        await rig.RunAsync(2);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => result);
        await rig.SettleAsync();
        var sent = rig.Plant.Values.Length;
        await rig.RunAsync(10);

        Assert.Equal(sent, rig.Plant.Values.Length);
    }

    [Fact]
    public async Task The_same_key_is_the_same_command()
    {
        await using var rig = await Rig.StartAsync(withSignal: false);
        var first = rig.RequestAsync(1430, new CommandOptions { IdempotencyKey = "a" });
        var again = rig.RequestAsync(1430, new CommandOptions { IdempotencyKey = "a" });
        var other = await rig.RequestAsync(1400, new CommandOptions { IdempotencyKey = "a" });
        await rig.RunAsync(4);

        Assert.Equal(CommandState.Verified, (await first).State);
        Assert.Equal(await first, await again);
        Assert.Equal(CommandState.Rejected, other.State);
        Assert.Equal([1430.0], rig.Plant.Values);
    }

    [Fact]
    public async Task A_key_of_a_call_that_failed_before_the_start_is_free_again()
    {
        var rig = Rig.Compose();
        var writeBack = rig.Builder.WriteBack(rig.Speed, g => Rig.Usual(g, rig));
        var options = new CommandOptions { IdempotencyKey = "a" };
        await Assert.ThrowsAsync<InvalidOperationException>(() => writeBack.RequestAsync(1430, options));
        await using var runtime = await rig.Builder.StartAsync();
        var result = writeBack.RequestAsync(1430, options);
        await runtime.DrainAsync();

        Assert.Equal("require good", (await result).Rule);
        Assert.Equal(CommandState.Rejected, (await result).State);
    }

    [Fact]
    public async Task A_repetition_of_a_key_that_is_cancelled_withdraws_nothing()
    {
        await using var rig = await Rig.StartAsync(withSignal: false);
        var options = new CommandOptions { IdempotencyKey = "a" };
        var first = rig.RequestAsync(1430, options);
        using var stop = new CancellationTokenSource();
        var second = rig.WriteBack.RequestAsync(1430, options, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        await rig.RunAsync(3);

        Assert.Equal(CommandState.Verified, (await first).State);
    }

    [Fact]
    public async Task A_persons_request_stays_until_the_signal_wants_something_else()
    {
        await using var rig = await Rig.StartAsync();
        await rig.RunAsync(4, wish: 1430);
        var manual = rig.RequestAsync(1400, new CommandOptions { By = "op" });
        await rig.RunAsync(10, wish: 1430);
        Assert.Equal(CommandState.Verified, (await manual).State);
        Assert.Equal([1430.0, 1400.0], rig.Plant.Values);

        await rig.RunAsync(4, wish: 1420);
        Assert.Equal(1420, rig.Plant.Values[^1]);
    }
}
