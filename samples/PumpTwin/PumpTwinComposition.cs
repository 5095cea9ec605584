using System.Collections.Concurrent;
using DigitalTwin.Sdk.Analytics;
using DigitalTwin.Sdk.Connectors;
using DigitalTwin.Sdk.Connectors.Mqtt;
using DigitalTwin.Sdk.Control;
using DigitalTwin.Sdk.Physics;

namespace DigitalTwin.Sdk.Samples.PumpTwin;

/// <summary>The twin: what the pump has, how it is connected, cleaned, estimated, judged and steered. Everything else in this folder is scenery.</summary>
internal static class PumpTwinComposition
{
    internal const double UsualSpeed = 1450;
    internal const double GentleSpeed = 1200;

    internal static ComposedPump Compose(BrokerLink link, TimeProvider clock)
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
        builder.AddMqtt(
            link.Address,
            mqtt => mqtt.Tls(link)
                .Read(flow, link.Telemetry, At("flow")).Read(head, link.Telemetry, At("head")).Read(power, link.Telemetry, At("power"))
                .Read(vibration, link.Telemetry, At("vibration")).Read(bearing, link.Telemetry, At("bearing")).Read(speed, link.Telemetry, At("speed"))
                .Read(sequence, link.Telemetry, from => from.JsonPath("$.seq").Time("$.ts"))
                .Write(speed, link.SpeedSetpoint, to => to.Template("""{"speed":${value},"id":"${id}","time":"${time}"}"""))
                .Presence(pump, link.Status)
                .Reconnect(pauses => (pauses.Minimum, pauses.Maximum) = (TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(2))),
            out var connector);

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

        return new ComposedPump(builder, pump, connector, estimate, wear, writeBack, advice, counts, findings)
        {
            Flow = flow,
            Head = head,
            Power = power,
            Vibration = vibration,
            Bearing = bearing,
            Speed = speed,
            HeadLoss = headLoss,
            Sequence = sequence,
        };
    }

    private static void Fresh(PropertyOptions options) => options.MaxAge = TimeSpan.FromMinutes(10);

    private static Action<ReadMapping<double>> At(string name) => from => from.JsonPath("$." + name).Time("$.ts").ExpectEvery(PumpStory.Step);

    private static MqttConnectorBuilder Tls(this MqttConnectorBuilder mqtt, BrokerLink link) =>
        link.IsEncrypted ? mqtt.Tls(link.Ca, link.Certificate, link.Key) : mqtt;
}
