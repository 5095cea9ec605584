using System.Text.Json;

namespace DigitalTwin.Sdk.Samples.PumpTwin;

/// <summary>A command as the plant's drive received it.</summary>
internal sealed record PlantCommand(double SpeedRpm, DateTimeOffset IssuedAt, Guid Id)
{
    /// <summary>Reads <c>{"speed":1200,"id":"...","time":"..."}</c>; null if it is anything else.</summary>
    internal static PlantCommand? Read(ReadOnlyMemory<byte> payload)
    {
        try
        {
            using var document = JsonDocument.Parse(payload);
            var root = document.RootElement;
            return new PlantCommand(root.GetProperty("speed").GetDouble(), root.GetProperty("time").GetDateTimeOffset(), root.GetProperty("id").GetGuid());
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }
}
