namespace DigitalTwin.Sdk.Samples.PumpTwin;

/// <summary>What the pump has, for those who connect it.</summary>
internal sealed record PumpProperties(
    Sdk.Twin Pump,
    Property<double> Flow,
    Property<double> Head,
    Property<double> Power,
    Property<double> Vibration,
    Property<double> Bearing,
    Setpoint<double> Speed,
    Property<long> Sequence);
