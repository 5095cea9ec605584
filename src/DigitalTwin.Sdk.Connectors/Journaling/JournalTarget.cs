using System.Text;

namespace DigitalTwin.Sdk.Connectors;

/// <summary>A property whose samples are journaled.</summary>
internal abstract class JournalTarget
{
    private protected JournalTarget(string path) => (Path, Hash) = (Encoding.UTF8.GetBytes(path), SampleCode.HashOf(path));

    internal byte[] Path { get; }

    internal ulong Hash { get; }

    internal static JournalTarget? Make(Property property) => SampleCode.TypeOf(property.Definition.ValueType) switch
    {
        1 => new JournalTarget<double>(property),
        2 => new JournalTarget<float>(property),
        3 => new JournalTarget<int>(property),
        4 => new JournalTarget<long>(property),
        5 => new JournalTarget<short>(property),
        6 => new JournalTarget<byte>(property),
        7 => new JournalTarget<bool>(property),
        8 => new JournalTarget<string>(property),
        9 => new JournalTarget<DateTimeOffset>(property),
        _ => null,
    };

    /// <summary>What tells the sample from others; null if the bytes are none of this property.</summary>
    internal abstract ulong? KeyOf(ReadOnlySpan<byte> code);

    /// <summary>Hands a sample of the journal on, marked as replayed.</summary>
    /// <returns>False if the bytes are none of this property.</returns>
    internal abstract ValueTask<bool> ReplayAsync(IConnectorHost host, byte[] code, ISampleReceipt? receipt, CancellationToken cancellationToken);

    /// <summary>Event time of a sample, UTC ticks; null if the bytes are none.</summary>
    internal abstract long? TicksOf(ReadOnlySpan<byte> code);

    /// <summary>The same with another event time, for nobody to acknowledge.</summary>
    internal abstract ValueTask<bool> ReplayAtAsync(IConnectorHost host, byte[] code, long ticks, CancellationToken cancellationToken);
}
