namespace DigitalTwin.Sdk.Connectors;

/// <inheritdoc/>
internal sealed class JournalTarget<T>(Property property) : JournalTarget(property.ToString())
{
    private readonly Property<T> _property = property.As<T>();

    internal override ulong? KeyOf(ReadOnlySpan<byte> code) => SampleCode.TryRead<T>(code, out var sample) ? SampleCode.Key(Hash, sample) : null;

    internal override long? TicksOf(ReadOnlySpan<byte> code) => SampleCode.TryRead<T>(code, out var sample) ? sample.Ticks : null;

    internal override ValueTask<bool> ReplayAsync(IConnectorHost host, byte[] code, ISampleReceipt? receipt, CancellationToken cancellationToken) =>
        SampleCode.TryRead<T>(code, out var sample) ? PostAsync(host, sample, receipt, cancellationToken) : ValueTask.FromResult(false);

    internal override ValueTask<bool> ReplayAtAsync(IConnectorHost host, byte[] code, long ticks, CancellationToken cancellationToken) => SampleCode.TryRead<T>(code, out var sample)
        ? PostAsync(host, new Sample<T>(sample.Value, ticks, ticks, sample.Quality), null, cancellationToken)
        : ValueTask.FromResult(false);

    private async ValueTask<bool> PostAsync(IConnectorHost host, Sample<T> sample, ISampleReceipt? receipt, CancellationToken cancellationToken)
    {
        await host.PostAsync(_property, sample with { Quality = sample.Quality | Quality.Replayed }, receipt, cancellationToken).ConfigureAwait(false);
        return true;
    }
}
