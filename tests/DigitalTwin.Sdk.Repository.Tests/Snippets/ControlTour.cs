using DigitalTwin.Sdk.Control;

namespace DigitalTwin.Sdk.Repository.Tests.Snippets;

public class ControlTour
{
    [Fact]
    public async Task A_guard_is_written_beside_the_write()
    {
        var graph = new TwinGraph();
        var pump = graph.Add("pump-101");
        var flow = pump.AddProperty("flow", Units.CubicMetrePerHour);
        var head = pump.AddProperty("head", Units.Metre);
        var suction = pump.AddProperty<bool>("suctionValveOpen");
        var speed = pump.AddSetpoint("speed", Units.RevolutionPerMinute);
        var builder = new TwinRuntimeBuilder(graph);

        // snippet: control-guard
        var writeBack = builder.WriteBack(speed, from: builder.Signal(head).Select(h => h > 40 ? 1200.0 : 1450.0), guard => guard
            .Within(900, 1480)
            .SlewAtMost(50, per: TimeSpan.FromSeconds(1))
            .DwellAtLeast(TimeSpan.FromMinutes(1))
            .RequireGood(maxAge: TimeSpan.FromSeconds(5), flow, head)
            .Interlock("suction valve open", suction, valve => valve.Value)
            .VerifyBy(speed, tolerance: 5, within: TimeSpan.FromSeconds(30))
            .Retry(3, backOff: TimeSpan.FromSeconds(2))
            .StartIn(WriteBackMode.Shadow)                                  // first compute and record only
            .Otherwise(Fallback.HoldLastAccepted));
        // end-snippet

        var error = await Assert.ThrowsAsync<TwinConfigurationException>(() => builder.StartAsync());
        Assert.Contains("no connector writes it", error.Message, StringComparison.Ordinal);
        Assert.Equal(WriteBackMode.Shadow, writeBack.Mode);
    }

    internal static async Task AskAsync(WriteBack writeBack, CancellationToken stop)
    {
        // snippet: control-request
        writeBack.SetMode(WriteBackMode.Closed, by: "shift leader");
        var result = await writeBack.RequestAsync(1200, new CommandOptions { By = "operator 7", Reason = "night load" }, stop);
        Console.WriteLine($"{result.State}: {result.Reason}");              // Verified, or Rejected with the guard's reason, or ...
        // end-snippet
    }
}
