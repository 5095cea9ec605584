namespace DigitalTwin.Sdk;

/// <summary>A time in which a connector's link was lost: what happened at the source meanwhile may be missing, and is to be filled from elsewhere or left out.</summary>
/// <param name="Connector">Name of the connector.</param>
/// <param name="Last">When the last sample came before the loss; when the loss was noticed if none had come.</param>
/// <param name="Until">When the link was there again.</param>
/// <param name="Reason">Why it was lost, in words for an operator.</param>
public sealed record LinkGap(string Connector, DateTimeOffset Last, DateTimeOffset Until, string Reason)
{
    /// <summary>How long.</summary>
    public TimeSpan Length => Until - Last;
}
