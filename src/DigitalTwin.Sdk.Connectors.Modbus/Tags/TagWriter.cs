namespace DigitalTwin.Sdk.Connectors.Modbus;

/// <summary>A tag worked out for writing: from a guarded write to registers.</summary>
internal sealed class TagWriter
{
    private readonly UnitConversion _conversion = UnitConversion.Identity;

    internal TagWriter(Property property, ModbusAddress address, ModbusTag tag, ModbusSettings settings, ICollection<string> problems)
    {
        (Property, Codec, Device) = (property, new TagCodec(address, tag), tag.DeviceNumber ?? settings.Device);
        Address = $"device {Device}, {address}";
        Counters = new MappingCounters(property.ToString(), Address, ConnectorAccess.Write);
        var type = property.Definition.ValueType;
        var where = $"'{property}' ({address})";
        foreach (var problem in Codec.Problems(where))
            problems.Add(problem);
        if (address.Table is Protocols.Modbus.ModbusTable.InputRegisters or Protocols.Modbus.ModbusTable.DiscreteInputs)
            problems.Add($"{where}: {address.Table} can only be read.");
        if (!ValueText.IsNumber(type) && type != typeof(bool))
            problems.Add($"{where} has values of type {type.Name}; only numbers and booleans can be written.");
        if (Codec.Type == TagType.Bit != (type == typeof(bool)))
            problems.Add($"{where}: a bit is written by a set-point of type Boolean, and only a bit is; this one has values of type {type.Name} for a {Codec.Type}.");
        if (tag.PlantUnit is { } unit && property.Unit is { } own)
            _conversion = UnitCheck.ConversionOut(own, unit, type, where, problems);
        else if (tag.PlantUnit is not null)
            problems.Add($"{where} has no unit, but the plant expects {tag.PlantUnit.Symbol}.");
        IsVerified = tag.IsVerified;
    }

    internal Property Property { get; }

    internal TagCodec Codec { get; }

    internal byte Device { get; }

    internal string Address { get; }

    internal bool IsVerified { get; }

    internal MappingCounters Counters { get; }

    internal ConnectorBinding Binding => new(Property, ConnectorAccess.Write, Address);

    /// <summary>The registers that a value becomes; null, with the reason, if it cannot.</summary>
    internal ushort[]? Encode(double value, out string problem)
    {
        var registers = new ushort[Codec.Length];
        problem = Codec.Encode(_conversion.Apply(value), registers) ?? "";
        return problem.Length == 0 ? registers : null;
    }
}
