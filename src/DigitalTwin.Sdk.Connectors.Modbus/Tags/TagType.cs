namespace DigitalTwin.Sdk.Connectors.Modbus;

/// <summary>What the registers of a tag hold.</summary>
internal enum TagType
{
    /// <summary>Not said: a bit in the tables of bits, a whole number without sign in those of registers.</summary>
    Default,

    /// <summary>One bit of a register.</summary>
    Bit,

    /// <summary>16 bits with sign.</summary>
    Int16,

    /// <summary>16 bits without sign.</summary>
    UInt16,

    /// <summary>32 bits with sign.</summary>
    Int32,

    /// <summary>32 bits without sign.</summary>
    UInt32,

    /// <summary>64 bits with sign.</summary>
    Int64,

    /// <summary>64 bits without sign.</summary>
    UInt64,

    /// <summary>32 bits of IEEE 754.</summary>
    Float32,

    /// <summary>64 bits of IEEE 754.</summary>
    Float64,

    /// <summary>Decimal digits, four a register.</summary>
    Bcd,

    /// <summary>Characters, two a register.</summary>
    Text,
}
