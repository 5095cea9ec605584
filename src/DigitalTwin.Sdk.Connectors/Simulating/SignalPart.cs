namespace DigitalTwin.Sdk.Connectors;

/// <summary>What adds to a simulated signal.</summary>
internal readonly record struct SignalPart(SignalPartKind Kind, double Size, TimeSpan Period, double Phase);
