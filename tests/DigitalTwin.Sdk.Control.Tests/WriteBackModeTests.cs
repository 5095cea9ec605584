namespace DigitalTwin.Sdk.Control.Tests;

public class WriteBackModeTests
{
    [Fact]
    public async Task Shadow_records_what_it_would_do_and_writes_nothing()
    {
        await using var rig = await Rig.StartAsync((g, r) => Rig.Usual(g, r).StartIn(WriteBackMode.Shadow));
        await rig.RunAsync(10, wish: 1300);
        var manual = await rig.RequestAsync(1300);

        Assert.Empty(rig.Plant.Values);
        Assert.Equal(CommandState.Rejected, manual.State);
        Assert.Equal(1300, Assert.Single(rig.WriteBack.Journal.Records, r => r.Event == CommandEvent.Shadowed).Value);
    }

    [Fact]
    public async Task Off_refuses_everything()
    {
        await using var rig = await Rig.StartAsync((g, r) => Rig.Usual(g, r).StartIn(WriteBackMode.Off));
        await rig.RunAsync(10, wish: 1300);

        Assert.Empty(rig.Plant.Values);
        Assert.Equal(10, rig.WriteBack.Counters.Refused);
        Assert.Equal("mode", rig.WriteBack.Journal.Records[^1].Rule);
    }

    [Fact]
    public async Task Advisory_waits_for_approval_and_sends_only_until_it_lapses()
    {
        await using var rig = await Rig.StartAsync((g, r) => Rig.Usual(g, r).StartIn(WriteBackMode.Advisory));
        await rig.RunAsync(10, wish: 1000);
        Assert.Empty(rig.Plant.Values);
        var proposal = Assert.Single(rig.WriteBack.Journal.Records, r => r.Event == CommandEvent.Proposed).CommandId;

        var result = rig.WriteBack.ApproveAsync(proposal, until: rig.Now.AddSeconds(4), by: "op");
        await rig.RunAsync(10, wish: 1000);

        Assert.Equal(CommandState.Expired, (await result).State);
        Assert.InRange(rig.Plant.Values.Length, 2, 4);
        Assert.All(rig.Plant.Writes, w => Assert.True(w.IssuedAt < w.ExpiresAt));
        Assert.Equal(CommandState.Rejected, (await rig.WriteBack.ApproveAsync(proposal, until: rig.Now.AddSeconds(4), by: "op")).State);
    }

    [Fact]
    public async Task Advisory_asks_the_guard_again_after_approval()
    {
        await using var rig = await Rig.StartAsync((g, r) => Rig.Usual(g, r).StartIn(WriteBackMode.Advisory));
        await rig.WishAsync(1430);
        var proposal = rig.WriteBack.Status.ActiveCommand;
        await rig.WaitAsync(6);
        var result = await rig.WriteBack.ApproveAsync(proposal, until: rig.Now.AddSeconds(60), by: "op");

        Assert.Equal(CommandState.Rejected, result.State);
        Assert.Empty(rig.Plant.Values);
    }

    [Fact]
    public async Task Switching_off_stops_a_ramp_at_once()
    {
        await using var rig = await Rig.StartAsync();
        await rig.RunAsync(3, wish: 1000);
        var sent = rig.Plant.Values.Length;
        rig.WriteBack.SetMode(WriteBackMode.Off, "op");
        await rig.RunAsync(10, wish: 1000);

        Assert.Equal(sent, rig.Plant.Values.Length);
        Assert.Equal(DesiredStatus.Suspended, rig.Desired!.Status);
        Assert.Contains(CommandEvent.ModeChanged, rig.Events);
    }

    [Fact]
    public async Task A_mode_set_before_the_start_stands_in_the_journal()
    {
        var rig = Rig.Compose();
        var writeBack = rig.Builder.WriteBack(rig.Speed, g => Rig.Usual(g, rig));
        var before = rig.Now;
        writeBack.SetMode(WriteBackMode.Shadow, "commissioning");
        Assert.Equal(WriteBackMode.Shadow, writeBack.Status.Mode);
        rig.Clock.Advance(TimeSpan.FromMinutes(1));
        await using var runtime = await rig.Builder.StartAsync();
        await runtime.DrainAsync();

        var record = Assert.Single(writeBack.Journal.Records);
        Assert.Equal((CommandEvent.ModeChanged, "commissioning", before), (record.Event, record.By, record.Time));
    }

    [Fact]
    public async Task An_approver_who_cancels_stops_the_ramp_also_when_others_wait_for_it()
    {
        await using var rig = await Rig.StartAsync((g, r) => Rig.Usual(g, r).StartIn(WriteBackMode.Advisory), withSignal: false);
        var asked = rig.RequestAsync(1000);
        await rig.SettleAsync();
        using var cancel = new CancellationTokenSource();
        var approved = rig.WriteBack.ApproveAsync(rig.WriteBack.Status.ActiveCommand, until: rig.Now.AddHours(1), by: "op", cancel.Token);
        await rig.RunAsync(3);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => approved);
        await rig.SettleAsync();
        var sent = rig.Plant.Values.Length;
        await rig.RunAsync(10);

        Assert.InRange(sent, 1, 3);
        Assert.Equal(sent, rig.Plant.Values.Length);
        Assert.Equal(CommandState.Superseded, (await asked).State);
    }
}
