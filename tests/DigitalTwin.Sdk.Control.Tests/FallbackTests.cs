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
}
