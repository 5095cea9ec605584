namespace DigitalTwin.Sdk.Testing;

/// <summary>What the sensors of a <see cref="PumpPlant"/> measure. The unit of each is <c>signal.Unit</c>.</summary>
public enum PumpSignal
{
    /// <summary>Volume flow through the pump, m³/h.</summary>
    Flow,

    /// <summary>Head of the pump from its differential pressure transmitter, m.</summary>
    Head,

    /// <summary>Gauge pressure at the suction flange, bar; below zero in a vacuum.</summary>
    SuctionPressure,

    /// <summary>Gauge pressure at the discharge flange, bar.</summary>
    DischargePressure,

    /// <summary>Speed of the shaft, rpm.</summary>
    Speed,

    /// <summary>Active electrical power drawn from the network by drive and motor, kW. The shaft's power is in <see cref="PumpTruth"/>.</summary>
    Power,

    /// <summary>Motor current, A RMS of one phase.</summary>
    Current,

    /// <summary>Voltage at the motor, V RMS line to line; follows the speed, as the drive keeps voltage and frequency in proportion.</summary>
    Voltage,

    /// <summary>Temperature of the drive-end bearing, °C.</summary>
    BearingTemperature,

    /// <summary>Temperature of the motor winding, °C.</summary>
    WindingTemperature,

    /// <summary>Overall vibration velocity at the bearing housing, mm/s RMS.</summary>
    VibrationVelocity,

    /// <summary>Overall vibration acceleration at the bearing housing, g RMS.</summary>
    VibrationAcceleration,
}
