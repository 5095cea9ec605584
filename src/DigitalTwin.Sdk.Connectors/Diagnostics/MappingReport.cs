namespace DigitalTwin.Sdk.Connectors;

/// <summary>What a trial found for one mapping.</summary>
/// <param name="Property">Twin and property.</param>
/// <param name="Address">Topic, node id or register.</param>
/// <param name="Access">Whether the mapping reads or writes.</param>
/// <param name="IsReachable">Whether the address could be subscribed to or read; for writes, whether the outside system was reached.</param>
/// <param name="Sample">The first value that came, with time and quality; null if none came while waiting.</param>
/// <param name="TypeMatches">Whether what came could be read as the property's type; null if nothing came.</param>
/// <param name="Reason">What is wrong, in words for an operator; empty if nothing is.</param>
public sealed record MappingReport(string Property, string Address, ConnectorAccess Access, bool IsReachable, string? Sample, bool? TypeMatches, string Reason)
{
    /// <summary>One line for a console.</summary>
    public override string ToString() =>
        $"{Access} {Property} ({Address}): {(IsReachable ? Sample ?? (Reason.Length > 0 ? Reason : "nothing came") : Reason)}";
}
