using System.Collections.Concurrent;
using DigitalTwin.Sdk.Analytics;
using DigitalTwin.Sdk.Control;
using DigitalTwin.Sdk.Physics;

namespace DigitalTwin.Sdk.Samples.PumpTwin;

/// <summary>The twin: what the pump has, how it is connected, cleaned, estimated, judged and steered. Everything else in this folder is scenery.</summary>
internal static class PumpTwinComposition
{
    internal const double UsualSpeed = 1450;
    internal const double GentleSpeed = 1200;

    /// <summary>The twin of a pump that is reached through an MQTT broker.</summary>
    internal static ComposedPump Compose(BrokerLink link, TimeProvider clock) => Compose(clock, (builder, pump) => PumpOverMqtt.Connect(builder, pump, link));

    /// <summary>The twin of a pump whose drive is reached over Modbus.</summary>
    internal static ComposedPump Compose(string drive, PollClock pulse, TimeProvider clock) => Compose(clock, (builder, pump) => PumpOverModbus.Connect(builder, pump, drive, pulse));

    private static ComposedPump Compose(TimeProvider clock, Func<TwinRuntimeBuilder, PumpProperties, PumpConnection> connect)
    {
        var graph = new TwinGraph(new TwinGraphOptions { TimeProvider = clock });
        var pump = graph.Add("pump-101");
        var flow = pump.AddProperty("flow", Units.CubicMetrePerHour, Fresh);
        var head = pump.AddProperty("head", Units.Metre, Fresh);
        var power = pump.AddProperty("power", Units.Kilowatt, Fresh);
        var vibration = pump.AddProperty("vibration", Units.MillimetrePerSecond, Fresh);
        var bearing = pump.AddProperty("bearing", Units.DegreeCelsius, Fresh);
        var speed = pump.AddSetpoint("speed", Units.RevolutionPerMinute, Fresh);
        var sequence = pump.AddProperty<long>("sequence");

        var builder = new TwinRuntimeBuilder(graph);
        var properties = new PumpProperties(pump, flow, head, power, vibration, bearing, speed, sequence);
        var connection = connect(builder, properties);

        var counts = new CleaningCounts();
        builder.Clean(flow, raw => raw.Usual(0, 400, "flow", counts));
        builder.Clean(head, raw => raw.Usual(0, 60, "head", counts));
        builder.Clean(power, raw => raw.Usual(0, 60, "power", counts));

        var model = new CentrifugalPump(250 * Units.CubicMetrePerHour, 38 * Units.Metre, UsualSpeed * Units.RevolutionPerMinute);
        var estimate = builder.AddKalman(model, input: speed, observed: [flow, head, power]);
        var headLoss = builder.AddVirtual<double>(pump, "headLoss", Units.One);
        builder.Publish(estimate.State("headLoss"), headLoss, new ChangeOrigin(ChangeCause.Estimator, "kalman"));

        var findings = new ConcurrentQueue<Finding>();
        var wear = builder.DetectAnomalies(
            estimate.Residual(head),
            new Cusum(drift: 1, threshold: 200, WarmUp.Lasting(TimeSpan.FromDays(10)), InputScale.LearnedInWarmUp),
            findings.Enqueue);

        var advice = new SpeedAdvice(UsualSpeed, GentleSpeed);
        var writeBack = builder.WriteBack(speed, from: wear.Select(advice.SpeedFor), guard => guard
            .Within(1150, 1480).SlewAtMost(10, per: TimeSpan.FromSeconds(1))
            .RequireGood(maxAge: TimeSpan.FromMinutes(10), flow, head).Otherwise(Fallback.HoldLastAccepted)
            .VerifyBy(speed, tolerance: 5, within: TimeSpan.FromMinutes(15))
            .AnswerWithin(TimeSpan.FromMinutes(30)).ExpireAfter(TimeSpan.FromHours(2)));

        return new ComposedPump(builder, properties, connection, estimate, wear, writeBack, advice, counts, findings) { HeadLoss = headLoss };
    }

    private static void Fresh(PropertyOptions options) => options.MaxAge = TimeSpan.FromMinutes(10);
}
