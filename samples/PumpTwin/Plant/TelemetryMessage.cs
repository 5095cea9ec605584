using System.Buffers;
using System.Text.Json;
using DigitalTwin.Sdk.Testing;

namespace DigitalTwin.Sdk.Samples.PumpTwin;

/// <summary>What the plant sends: <c>{"ts":"2026-01-01T00:02:00Z","seq":1,"flow":203.1,"head":null,...}</c>. A sensor that sends nothing is null.</summary>
internal static class TelemetryMessage
{
    internal static byte[] Write(PumpPlant plant, long sequence)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("ts", plant.Now.UtcDateTime);
            json.WriteNumber("seq", sequence);
            foreach (var (name, signal) in PumpStory.Signals)
            {
                var sample = plant[signal];
                if (sample.Quality.IsUsable)
                    json.WriteNumber(name, Math.Round(sample.Value, 6));
                else
                    json.WriteNull(name);
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
