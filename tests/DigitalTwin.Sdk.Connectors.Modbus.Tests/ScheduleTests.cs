using DigitalTwin.Sdk.Protocols.Modbus.Server;

namespace DigitalTwin.Sdk.Connectors.Modbus.Tests;

/// <summary>When readings are made, in virtual time.</summary>
public sealed class ScheduleTests
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(0.3);
    private static readonly TimeSpan Never = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task Readings_stay_on_the_grid_however_late_each_of_them_was()
    {
        var clock = new WatchedTime();
        await using var rig = new Rig(clock);
        await rig.StartAsync(modbus => modbus.Every(Period).Timeouts(Never, Never).Read(rig.Flow, ModbusAddress.HoldingRegister(0)));
        await rig.Host.For(rig.Flow);
        await clock.TimerAsync(Period);
        var start = clock.GetUtcNow();
        for (var i = 1; i <= 20; i++)
        {
            // Each reading is due 0.3 s before we come.
            clock.Advance(start + (i * Period) + Late - clock.GetUtcNow());
            await rig.Host.Until(() => rig.Host.Samples.Count >= i + 1);
            await clock.TimerAsync(Period - Late, i);
        }

        Assert.Equal(21, rig.Host.Samples.Count);
        Assert.Equal(0, rig.Connector.Overruns);
        Assert.Equal(start + (20 * Period) + Late, rig.Host.Samples.Last().Time);
    }

    [Fact]
    public async Task Times_that_pass_while_a_reading_is_under_way_are_counted_and_left_out()
    {
        var clock = new WatchedTime();
        await using var rig = new Rig(clock);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        rig.Fault = _ =>
        {
            asked.TrySetResult();
            answer.Task.Wait(TestHost.Limit);
            return null;
        };
        await rig.StartAsync(modbus => modbus.Every(Period).Timeouts(Never, Never).Read(rig.Flow, ModbusAddress.HoldingRegister(0)));
        await asked.Task.WaitAsync(TestHost.Limit);
        clock.Advance(3.5 * Period);
        answer.SetResult();
        await rig.Host.For(rig.Flow);
        await clock.TimerAsync(0.5 * Period);
        Assert.Equal(3, rig.Connector.Overruns);

        clock.Advance(0.5 * Period);
        await rig.Host.Until(() => rig.Host.Samples.Count == 2);
    }
}
