using System.Buffers.Text;
using System.Text;

namespace DigitalTwin.Sdk.Benchmarks;

/// <summary>The messages of the MQTT work: 100 bytes of JSON whose value is the moment of sending, round robin to 100 pumps.</summary>
internal static class MqttWork
{
    internal const int Messages = 200_000;
    internal const int PacedMessages = 10_000;
    internal const int PacedPerMillisecond = 2;
    internal const int Pumps = 100;
    internal const int PayloadBytes = 100;
    internal const string Filter = "plant/+/flow";

    private static ReadOnlySpan<byte> Before => "{\"value\":"u8;

    private static ReadOnlySpan<byte> Between => ",\"note\":\""u8;

    internal static string Pump(int index) => $"pump-{index}";

    internal static byte[] Topic(int index) => Encoding.UTF8.GetBytes($"plant/{Pump(index)}/flow");

    internal static void WritePayload(Span<byte> payload, long sent)
    {
        payload.Fill((byte)'.');
        Before.CopyTo(payload);
        Utf8Formatter.TryFormat(sent, payload[Before.Length..], out var digits);
        Between.CopyTo(payload[(Before.Length + digits)..]);
        "\"}"u8.CopyTo(payload[^2..]);
    }

    internal static long ReadPayload(ReadOnlySpan<byte> payload) =>
        Utf8Parser.TryParse(payload[Before.Length..], out long sent, out _) ? sent : throw new FormatException("Not one of our messages.");
}
