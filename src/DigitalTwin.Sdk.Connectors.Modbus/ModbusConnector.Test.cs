using DigitalTwin.Sdk.Protocols.Modbus;

namespace DigitalTwin.Sdk.Connectors.Modbus;

/// <summary>Trying the tags without touching a twin.</summary>
public sealed partial class ModbusConnector
{
    /// <summary>Reads each tag once by a request of its own, and says for each whether it can be read and what is there. Nothing reaches a twin, nothing is written.</summary>
    /// <remarks>Uses the running connection if there is one, else one of its own.</remarks>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OperationCanceledException">Given up.</exception>
    public async Task<ConnectorReport> TestAsync(CancellationToken cancellationToken = default)
    {
        if (Problems.Count > 0)
            return Unreachable(string.Join(" ", Problems));
        if (_client is { } running && Volatile.Read(ref _disposed) == 0)
            return await TestAsync(running, cancellationToken).ConfigureAwait(false);
        var client = _settings.MakeClient(_graph.TimeProvider);
        await using (client.ConfigureAwait(false))
            return await TestAsync(client, cancellationToken).ConfigureAwait(false);
    }

    private async Task<ConnectorReport> TestAsync(ModbusClient client, CancellationToken cancellationToken)
    {
        try
        {
            await client.ConnectAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ModbusException or TimeoutException)
        {
            return Unreachable(e.Message);
        }

        var mappings = new List<MappingReport>();
        foreach (var tag in Plan.Readers)
            mappings.Add(await TryAsync(client, tag, cancellationToken).ConfigureAwait(false));
        mappings.AddRange(Plan.Writers.Values.Select(w => Write(w, true, "not tried: only a guarded write may be sent")));
        return new ConnectorReport(Name, true, "", mappings);
    }

    private async Task<MappingReport> TryAsync(ModbusClient client, TagReader tag, CancellationToken cancellationToken)
    {
        var block = PollPlanner.Plan([tag], 0, ModbusLimits.ReadRegisters)[0];
        try
        {
            var result = await block.ReadAsync(client, cancellationToken).ConfigureAwait(false);
            if (!result.IsSuccess)
                return Read(tag, false, null, null, $"the device answers {result}");
            var (sample, problem) = block.Preview(tag, (_host?.TimeProvider ?? _graph.TimeProvider).GetUtcNow().UtcTicks);
            return Read(tag, true, sample, sample is not null, problem);
        }
        catch (Exception e) when (e is ModbusException or TimeoutException)
        {
            return Read(tag, false, null, null, e.Message);
        }
    }

    private ConnectorReport Unreachable(string reason) => new(
        Name,
        false,
        reason,
        [.. Plan.Readers.Select(r => Read(r, false, null, null, reason)), .. Plan.Writers.Values.Select(w => Write(w, false, reason))]);

    private static MappingReport Read(TagReader tag, bool isReachable, string? sample, bool? matches, string reason) =>
        new(tag.Property.ToString(), tag.Address, ConnectorAccess.Read, isReachable, sample, matches, reason);

    private static MappingReport Write(TagWriter writer, bool isReachable, string reason) =>
        new(writer.Property.ToString(), writer.Address, ConnectorAccess.Write, isReachable, null, null, reason);
}
