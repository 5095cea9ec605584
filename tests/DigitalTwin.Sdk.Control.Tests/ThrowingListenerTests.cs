using System.Diagnostics;

namespace DigitalTwin.Sdk.Control.Tests;

/// <summary>Activity listeners belong to the whole process, so nothing else runs beside these.</summary>
[Collection(nameof(ThrowingListenerTests))]
[CollectionDefinition(nameof(ThrowingListenerTests), DisableParallelization = true)]
public class ThrowingListenerTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_throwing_trace_listener_keeps_neither_the_way_to_safety_nor_a_caller_waiting(bool isAtStart)
    {
        await using var rig = await Rig.StartAsync((g, r) => Rig.Usual(g, r).Otherwise(Fallback.GoTo(1300)));
        await rig.RunAsync(10, wish: 1400);
        Assert.Equal(1400, rig.Plant.Stands);
        using var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => isAtStart ? throw new InvalidOperationException("sampler") : ActivitySamplingResult.AllData,
            ActivityStopped = _ => throw new InvalidOperationException("exporter"),
        };
        ActivitySource.AddActivityListener(listener);

        rig.IsInputSilent = true;
        for (var i = 0; i < 20; i++)
        {
            await rig.WaitAsync(1);
            await rig.ReportAsync(rig.Plant.Stands!.Value);
        }

        Assert.Equal(1300, rig.Plant.Stands);
        rig.IsInputSilent = false;
        await rig.RunAsync(2, wish: 1400);
        var result = rig.RequestAsync(1350);
        await rig.RunAsync(20, wish: 1400);
        Assert.Equal(CommandState.Verified, (await result).State);
        Assert.True(rig.Runtime.Failures > 0);
    }
}
