namespace DigitalTwin.Sdk.Connectors;

/// <summary>What a trial of a connector's mappings found, without anything reaching a twin.</summary>
/// <param name="Connector">Name of the connector.</param>
/// <param name="IsReachable">Whether the outside system was reached and let us in.</param>
/// <param name="Reason">Why not, in words for an operator; empty if it was.</param>
/// <param name="Mappings">What was found for each mapping.</param>
public sealed record ConnectorReport(string Connector, bool IsReachable, string Reason, IReadOnlyList<MappingReport> Mappings)
{
    /// <summary>Whether everything was reachable and every value that came could be read. A mapping for which nothing came does not count against it.</summary>
    public bool IsSound => IsReachable && Mappings.All(m => m.IsReachable && m.TypeMatches != false);

    /// <summary>One line per mapping, for a console.</summary>
    public override string ToString() =>
        string.Join(Environment.NewLine, [$"{Connector}: {(IsReachable ? "reachable" : Reason)}", .. Mappings.Select(m => "  " + m)]);
}
