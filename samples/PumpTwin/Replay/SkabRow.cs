namespace DigitalTwin.Sdk.Samples.PumpTwin;

/// <summary>One second of a recorded pump.</summary>
internal sealed record SkabRow(DateTimeOffset Time, IReadOnlyList<double> Values, bool IsAnomaly);
