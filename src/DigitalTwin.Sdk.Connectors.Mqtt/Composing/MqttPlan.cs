using System.Security.Cryptography;

namespace DigitalTwin.Sdk.Connectors.Mqtt;

/// <summary>Everything a connector was told, resolved against the graph: routes, writers, and what is wrong.</summary>
internal sealed class MqttPlan
{
    private MqttPlan(MqttRouter router, IReadOnlyList<PayloadReader> readers, IReadOnlyList<PayloadWriter> writers, IReadOnlyList<string> problems)
    {
        Router = router;
        Readers = readers;
        Writers = writers.DistinctBy(w => w.Property).ToDictionary(w => w.Property);
        Problems = problems;
        Bindings = [.. readers.Select(r => r.Binding), .. writers.Select(w => w.Binding)];
    }

    internal MqttRouter Router { get; }

    internal IReadOnlyList<PayloadReader> Readers { get; }

    internal IReadOnlyDictionary<Property, PayloadWriter> Writers { get; }

    internal IReadOnlyList<string> Problems { get; }

    internal IReadOnlyCollection<ConnectorBinding> Bindings { get; }

    internal MqttTls? Tls { get; private init; }

    internal static MqttPlan Make(TwinGraph graph, MqttConnectorBuilder builder)
    {
        builder.AddReadBacks();
        List<string> problems = [.. builder.Problems, .. builder.Settings.Validate()];
        List<PayloadReader> templated = [];
        List<PresenceReader> presences = [.. builder.Presences];
        List<string> filters = [];
        foreach (var (text, each) in builder.Templates)
            MqttTemplates.Resolve(graph, text, each, templated, presences, filters, problems);
        List<PayloadReader> readers = [.. builder.Readers, .. templated];
        var bound = readers.Select(r => r.Property.Twin).Concat(builder.Writers.Select(w => w.Property.Twin)).ToHashSet();
        foreach (var presence in presences.Where(p => !bound.Contains(p.Twin)))
            problems.Add($"Twin '{presence.Twin.Id}': its presence is told on '{presence.Topic}', but this connector neither reads nor writes any of its properties.");
        var read = readers.Select(r => r.Address).ToHashSet(StringComparer.Ordinal);
        foreach (var writer in builder.Writers.Where(w => read.Contains(w.Address)))
            problems.Add($"'{writer.Property}' is written to '{writer.Address}', which is read as well: the twin would take its own command for the plant's answer.");
        if (builder.Settings is { Protocol: MqttProtocol.V311, AllowsWritesWithoutExpiry: false })
            problems.AddRange(builder.Writers.Where(w => !w.TellsExpiry).Select(w => $"'{w.Property}' ({w.Address}) is written: {MqttConnector.NoExpiry}."));
        if (builder.Settings.Journal is not null)
            problems.AddRange(JournaledConnector.Problems(readers.Select(r => r.Binding)));
        var router = new MqttRouter(builder.Readers, templated, presences, filters);
        return new MqttPlan(router, readers, builder.Writers, problems) { Tls = LoadTls(builder.Settings, problems) };
    }

    private static MqttTls? LoadTls(MqttSettings settings, List<string> problems)
    {
        if (!settings.UsesTls)
            return null;
        try
        {
            return new MqttTls(settings.Host, settings.TlsFiles);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            problems.Add($"{settings.DisplayName}: its certificates cannot be read: {e.Message}");
            return null;
        }
    }
}
