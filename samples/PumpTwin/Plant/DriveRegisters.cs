namespace DigitalTwin.Sdk.Samples.PumpTwin;

/// <summary>The register list of the plant's drive, as its manual would have it. Numbers are floats of two registers, highest first; what no sensor says is not a number.</summary>
internal static class DriveRegisters
{
    internal const ushort Flow = 0;          // m³/h
    internal const ushort Head = 2;          // m
    internal const ushort Power = 4;         // kW
    internal const ushort Vibration = 6;     // mm/s
    internal const ushort Bearing = 8;       // °C
    internal const ushort Speed = 10;        // rpm
    internal const ushort Sequence = 12;     // whole number of two registers; counts the readings
    internal const int Count = 14;

    /// <summary>Holding register: the speed to run at, rpm.</summary>
    internal const ushort SpeedSetpoint = 0;
}
