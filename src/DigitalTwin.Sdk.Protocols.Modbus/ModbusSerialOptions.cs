namespace DigitalTwin.Sdk.Protocols.Modbus;

/// <summary>How a serial line is set. The defaults are the standard's: 19,200 baud, even parity, one stop bit (Modbus over Serial Line V1.02, clause 2.5.1).</summary>
public sealed class ModbusSerialOptions
{
    /// <summary>Bits a second; 19,200 by default.</summary>
    public int BaudRate { get; set; } = 19_200;

    /// <summary>Parity; even by default. Without parity the standard asks for two stop bits.</summary>
    public ModbusParity Parity { get; set; } = ModbusParity.Even;

    /// <summary>Stop bits, 1 or 2; one by default.</summary>
    public int StopBits { get; set; } = 1;

    /// <summary>
    /// The silence between two frames: 3.5 characters of eleven bits, above 19,200 baud 1.75 ms (Modbus over Serial Line V1.02, clause 2.5.1.1).
    /// </summary>
    internal TimeSpan Silence => BaudRate > 19_200 ? TimeSpan.FromMilliseconds(1.75) : TimeSpan.FromSeconds(3.5 * 11 / BaudRate);

    internal ModbusSerialOptions Checked()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(BaudRate, 50);
        ArgumentOutOfRangeException.ThrowIfLessThan(StopBits, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(StopBits, 2);
        if (!Enum.IsDefined(Parity))
            throw new ArgumentOutOfRangeException(nameof(Parity), Parity, "Even, Odd or None.");
        return (ModbusSerialOptions)MemberwiseClone();
    }
}
