namespace DigitalTwin.Sdk.Connectors;

/// <summary>How a source writes down the quality of its values.</summary>
/// <remarks>
/// Whatever the convention, a quality that is missing becomes <c>Uncertain | SourceFlagged</c>, and one that is not understood
/// <c>Bad | SourceFlagged</c>: a value is never made better than its source says.
/// </remarks>
public enum SourceQuality
{
    /// <summary>Words, whatever their case: <c>good</c>, <c>ok</c>, <c>valid</c> and true are Good; <c>uncertain</c>, <c>questionable</c> and <c>suspect</c> are Uncertain; everything else, false included, is Bad. The default.</summary>
    Words = 0,

    /// <summary>OPC UA status codes: the two top bits of 32 hold the severity, 0 Good, 1 Uncertain, else Bad; an overflow flag becomes reason Overflow (OPC 10000-4, clause 7.39).</summary>
    OpcUaStatusCode,

    /// <summary>OPC Data Access quality, as PLC gateways send it: bits 6 and 7 hold 3 for Good (192), 1 for Uncertain (64), else Bad.</summary>
    OpcDataAccess,
}
