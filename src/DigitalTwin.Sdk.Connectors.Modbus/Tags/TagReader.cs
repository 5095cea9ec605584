namespace DigitalTwin.Sdk.Connectors.Modbus;

/// <summary>A tag worked out for reading: from registers to a sample in the twin's lane.</summary>
internal abstract class TagReader(Property property, TagCodec codec, byte device, TimeSpan period, TimeSpan? expected)
{
    private string? _stopped;

    internal Property Property { get; } = property;

    internal TagCodec Codec { get; } = codec;

    internal byte Device { get; } = device;

    internal TimeSpan Period { get; } = period;

    internal string Address { get; } = $"device {device}, {codec.Address}";

    internal MappingCounters Counters { get; } = new(property.ToString(), $"device {device}, {codec.Address}", ConnectorAccess.Read);

    internal LogSampler Sampler { get; } = new();

    internal ConnectorBinding Binding => new(Property, ConnectorAccess.Read, Address, expected ?? Period);

    /// <summary>Why it is not read any more; null while it is.</summary>
    internal string? Stopped => Volatile.Read(ref _stopped);

    /// <summary>Not to be read any more until the runtime is started anew.</summary>
    internal void Stop(string why) => Volatile.Write(ref _stopped, why);

    /// <summary>Hands on what the registers hold. Waits while the lane's queue is full.</summary>
    internal abstract ValueTask DeliverAsync(ConnectorIntake intake, ReadOnlySpan<ushort> registers, long ticks, CancellationToken cancellationToken);

    /// <summary>Hands on that there is no value.</summary>
    internal abstract ValueTask FailAsync(ConnectorIntake intake, long ticks, Quality reasons, CancellationToken cancellationToken);

    /// <summary>Reads for a report, without delivering.</summary>
    internal abstract (string? Sample, string Problem) Preview(ReadOnlySpan<ushort> registers, long ticks);

    /// <summary>Makes the reader for a property of any type that tags can have; null, with the problem noted, for others.</summary>
    internal static TagReader? Make(Property property, ModbusAddress address, ModbusTag tag, ModbusSettings settings, ICollection<string> problems)
    {
        var type = property.Definition.ValueType;
        if (type == typeof(double))
            return new TagReader<double>(property.As<double>(), address, tag, settings, problems);
        if (type == typeof(float))
            return new TagReader<float>(property.As<float>(), address, tag, settings, problems);
        if (type == typeof(int))
            return new TagReader<int>(property.As<int>(), address, tag, settings, problems);
        if (type == typeof(long))
            return new TagReader<long>(property.As<long>(), address, tag, settings, problems);
        if (type == typeof(short))
            return new TagReader<short>(property.As<short>(), address, tag, settings, problems);
        if (type == typeof(byte))
            return new TagReader<byte>(property.As<byte>(), address, tag, settings, problems);
        if (type == typeof(bool))
            return new TagReader<bool>(property.As<bool>(), address, tag, settings, problems);
        if (type == typeof(string))
            return new TagReader<string>(property.As<string>(), address, tag, settings, problems);
        problems.Add($"'{property}' ({address}) has values of type {type.Name}; registers hold numbers, booleans and text.");
        return null;
    }
}
