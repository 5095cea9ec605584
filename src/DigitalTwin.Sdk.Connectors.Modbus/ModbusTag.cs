using DigitalTwin.Sdk.Protocols.Modbus;

namespace DigitalTwin.Sdk.Connectors.Modbus;

/// <summary>Says what is in the registers of one property. Without a word: a bit in the tables of bits, else one register as a whole number without sign.</summary>
/// <remarks>What is wrong here is reported before the runtime starts. Not thread-safe; used while composing only.</remarks>
public sealed class ModbusTag
{
    internal ModbusTag()
    {
    }

    internal TagType Type { get; private set; }

    internal RegisterOrder Order { get; private set; }

    /// <summary>How many registers, for those types that do not say it themselves.</summary>
    internal int Registers { get; private set; } = 1;

    internal int BitNumber { get; private set; }

    internal double Factor { get; private set; } = 1;

    internal double Offset { get; private set; }

    internal UnitOfMeasure? PlantUnit { get; private set; }

    internal double? DeadbandWidth { get; private set; }

    internal TimeSpan? LongestSilence { get; private set; }

    internal TimeSpan? Period { get; private set; }

    internal byte? DeviceNumber { get; private set; }

    internal bool IsReadBack { get; private set; } = true;

    internal bool IsVerified { get; private set; } = true;

    /// <summary>One register, a whole number with sign.</summary>
    /// <param name="order">Only the order of the bytes counts.</param>
    public ModbusTag Int16(RegisterOrder order = RegisterOrder.Abcd) => Of(TagType.Int16, order, 1);

    /// <summary>One register, a whole number without sign.</summary>
    /// <param name="order">Only the order of the bytes counts.</param>
    public ModbusTag UInt16(RegisterOrder order = RegisterOrder.Abcd) => Of(TagType.UInt16, order, 1);

    /// <summary>Two registers, a whole number with sign.</summary>
    /// <param name="order">The device's order.</param>
    public ModbusTag Int32(RegisterOrder order = RegisterOrder.Abcd) => Of(TagType.Int32, order, 2);

    /// <summary>Two registers, a whole number without sign.</summary>
    /// <param name="order">The device's order.</param>
    public ModbusTag UInt32(RegisterOrder order = RegisterOrder.Abcd) => Of(TagType.UInt32, order, 2);

    /// <summary>Four registers, a whole number with sign.</summary>
    /// <param name="order">The device's order.</param>
    public ModbusTag Int64(RegisterOrder order = RegisterOrder.Abcd) => Of(TagType.Int64, order, 4);

    /// <summary>Four registers, a whole number without sign.</summary>
    /// <param name="order">The device's order.</param>
    public ModbusTag UInt64(RegisterOrder order = RegisterOrder.Abcd) => Of(TagType.UInt64, order, 4);

    /// <summary>Two registers, a floating-point number (IEEE 754). One that is not finite makes the sample Bad with reason ConversionError.</summary>
    /// <param name="order">The device's order.</param>
    public ModbusTag Float32(RegisterOrder order = RegisterOrder.Abcd) => Of(TagType.Float32, order, 2);

    /// <summary>Four registers, a floating-point number (IEEE 754). One that is not finite makes the sample Bad with reason ConversionError.</summary>
    /// <param name="order">The device's order.</param>
    public ModbusTag Float64(RegisterOrder order = RegisterOrder.Abcd) => Of(TagType.Float64, order, 4);

    /// <summary>Binary-coded decimals, four digits a register. A digit above nine makes the sample Bad with reason ConversionError.</summary>
    /// <param name="registers">1 to 4.</param>
    /// <param name="order">The device's order.</param>
    public ModbusTag Bcd(int registers = 1, RegisterOrder order = RegisterOrder.Abcd)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(registers, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(registers, 4);
        return Of(TagType.Bcd, order, registers);
    }

    /// <summary>Text of one byte a character, two a register, up to the first zero; read only.</summary>
    /// <param name="registers">1 to 125.</param>
    /// <param name="order">Only the order of the bytes counts.</param>
    public ModbusTag Text(int registers, RegisterOrder order = RegisterOrder.Abcd)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(registers, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(registers, ModbusLimits.ReadRegisters);
        return Of(TagType.Text, order, registers);
    }

    /// <summary>One bit of a register. Written by function 22, which touches no other bit; a device that has no such function refuses the write.</summary>
    /// <param name="number">0 for the lowest to 15 for the highest.</param>
    public ModbusTag Bit(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, 15);
        BitNumber = number;
        return Of(TagType.Bit, RegisterOrder.Abcd, 1);
    }

    /// <summary>What the number in the registers is multiplied with, and what is added then: value = number × factor + offset.</summary>
    /// <param name="factor">Finite, not zero. 0.1 for a register in tenths.</param>
    /// <param name="offset">Finite, in the device's unit.</param>
    public ModbusTag Scale(double factor, double offset = 0)
    {
        if (!double.IsFinite(factor) || factor == 0)
            throw new ArgumentOutOfRangeException(nameof(factor), factor, "A factor is finite and not zero.");
        if (!double.IsFinite(offset))
            throw new ArgumentOutOfRangeException(nameof(offset), offset, "An offset is finite.");
        (Factor, Offset) = (factor, offset);
        return this;
    }

    /// <summary>The unit of the scaled value; converted into the property's unit when read, out of it when written.</summary>
    /// <param name="unit">A unit of the same dimension as the property's. Default: the property's own.</param>
    public ModbusTag Unit(UnitOfMeasure unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        PlantUnit = unit;
        return this;
    }

    /// <summary>Leaves out values that differ little from the last one handed on; counted as filtered.</summary>
    /// <param name="width">Largest difference that is left out, in the property's unit; zero leaves out equal values only.</param>
    /// <param name="atLeastEvery">After so long a value is handed on all the same, so that silence and a steady value can be told apart; null for ten periods. Above zero, at most 366 days.</param>
    public ModbusTag Deadband(double width, TimeSpan? atLeastEvery = null)
    {
        if (!double.IsFinite(width) || width < 0)
            throw new ArgumentOutOfRangeException(nameof(width), width, "A deadband is finite and not negative.");
        if (atLeastEvery is { } longest)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(longest, TimeSpan.Zero, nameof(atLeastEvery));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(longest, TimeSpan.FromDays(366), nameof(atLeastEvery));
        }

        (DeadbandWidth, LongestSilence) = (width, atLeastEvery);
        return this;
    }

    /// <summary>How often it is read.</summary>
    /// <param name="period">1 ms to 1 day. Default: that of the connector.</param>
    public ModbusTag Every(TimeSpan period)
    {
        Period = ModbusConnectorBuilder.CheckedPeriod(period);
        return this;
    }

    /// <summary>The device behind the link: its unit identifier.</summary>
    /// <param name="number">0 to 255. Default: that of the connector.</param>
    public ModbusTag Device(byte number)
    {
        DeviceNumber = number;
        return this;
    }

    /// <summary>Does not read a written set-point's registers to learn its reported value. Writes are verified all the same.</summary>
    public ModbusTag WithoutReadBack()
    {
        IsReadBack = false;
        return this;
    }

    /// <summary>Does not read a register after it was written. Only for those that the device clears or that cannot be read: the device's word that it took the value is then all there is.</summary>
    public ModbusTag WithoutVerify()
    {
        IsVerified = false;
        return this;
    }

    private ModbusTag Of(TagType type, RegisterOrder order, int registers)
    {
        if (!Enum.IsDefined(order))
            throw new ArgumentOutOfRangeException(nameof(order), order, "There is no such order.");
        (Type, Order, Registers) = (type, order, registers);
        return this;
    }
}
