using System.Text;

namespace DigitalTwin.Sdk.Connectors.Mqtt;

/// <summary>Tells from a birth or last-will message whether a twin's device is there.</summary>
internal sealed class PresenceReader(Twin twin, string topic, string present, string absent, bool isTemplated)
{
    private readonly byte[] _present = Encoding.UTF8.GetBytes(present);
    private readonly byte[] _absent = Encoding.UTF8.GetBytes(absent);

    internal Twin Twin { get; } = twin;

    internal string Topic { get; } = topic;

    /// <summary>Whether a template's subscription covers the topic.</summary>
    internal bool IsTemplated { get; } = isTemplated;

    internal LogSampler Sampler { get; } = new();

    /// <summary>True or false as the payload says; null if it says neither.</summary>
    internal bool? Read(ReadOnlySpan<byte> payload) =>
        payload.SequenceEqual(_present) ? true : payload.SequenceEqual(_absent) ? false : null;
}
