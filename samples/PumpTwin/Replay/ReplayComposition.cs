using DigitalTwin.Sdk.Analytics;
using DigitalTwin.Sdk.Connectors.Mqtt;

namespace DigitalTwin.Sdk.Samples.PumpTwin;

/// <summary>A twin of a recorded pump: every sensor is watched for lasting shifts against what was usual in the first 400 samples.</summary>
internal static class ReplayComposition
{
    /// <summary>By the benchmark's protocol the first 400 rows are for learning and the rest is scored.</summary>
    internal const int TrainingRows = 400;

    /// <summary>So many sensors have to deviate at once; one alone may just drift. Chosen on all SKAB files together, not per file.</summary>
    internal const int SensorsNeeded = 2;

    internal static ReplayTwin Compose(BrokerLink link, TimeProvider clock, IReadOnlyList<string> channels)
    {
        var graph = new TwinGraph(new TwinGraphOptions { TimeProvider = clock });
        var pump = graph.Add("pump-101");
        var row = pump.AddProperty<long>("row");
        var sensors = channels.Select(c => pump.AddProperty(PropertyName(c), UnitOf(c))).ToList();

        var builder = new TwinRuntimeBuilder(graph);
        builder.AddMqtt(link.Address, mqtt =>
        {
            if (link.IsEncrypted)
                mqtt.Tls(link.Ca, link.Certificate, link.Key);
            for (var i = 0; i < channels.Count; i++)
            {
                var path = $"$.values[{i}]";
                mqtt.Read(sensors[i], link.Telemetry, from => from.JsonPath(path).Time("$.ts").ExpectEvery(TimeSpan.FromSeconds(1)));
            }

            mqtt.Read(row, link.Telemetry, from => from.JsonPath("$.seq").Time("$.ts"))
                .Reconnect(pauses => (pauses.Minimum, pauses.Maximum) = (TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(2)));
        });

        var scores = sensors
            .Select(s => builder.DetectAnomalies(builder.Signal(s), new Cusum(drift: 1.5, threshold: 10, WarmUp.Samples(TrainingRows), InputScale.LearnedInWarmUp)))
            .ToList();
        return new ReplayTwin(builder, row, scores);
    }

    private static string PropertyName(string channel)
    {
        var name = string.Concat(channel.Where(char.IsAsciiLetterOrDigit));
        return name.Length > 0 && char.IsAsciiLetter(name[0]) ? name : "sensor" + name;
    }

    private static UnitOfMeasure UnitOf(string channel) => channel switch
    {
        "Accelerometer1RMS" or "Accelerometer2RMS" => Units.StandardGravity,
        "Current" => Units.Ampere,
        "Pressure" => Units.Bar,
        "Temperature" or "Thermocouple" => Units.DegreeCelsius,
        "Voltage" => Units.Volt,
        "Volume Flow RateRMS" => Units.LitrePerMinute,
        _ => Units.One,
    };
}
