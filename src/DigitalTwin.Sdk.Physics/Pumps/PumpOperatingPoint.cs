namespace DigitalTwin.Sdk.Physics;

/// <summary>Where a pump settles against its system: everything there in coherent SI units.</summary>
/// <remarks>The default is a pump at standstill. Immutable and thread-safe.</remarks>
/// <param name="FlowCubicMetresPerSecond">Delivered flow in m³/s; 0 if the pump cannot lift against the static head (a check valve holds).</param>
/// <param name="HeadMetres">Total head of the pump in m.</param>
/// <param name="ShaftPowerWatts">Power at the shaft in W.</param>
/// <param name="ElectricalPowerWatts">Power the motor draws in W.</param>
/// <param name="Efficiency">Pump efficiency, 0 to 1; hydraulic power over shaft power.</param>
/// <param name="NpshMarginMetres">NPSH available minus NPSH required in m; below zero the pump cavitates.</param>
public readonly record struct PumpOperatingPoint(
    double FlowCubicMetresPerSecond,
    double HeadMetres,
    double ShaftPowerWatts,
    double ElectricalPowerWatts,
    double Efficiency,
    double NpshMarginMetres);
