namespace DigitalTwin.Sdk;

/// <summary>Makes ports for properties of which only the definition is known. Spelled out per type, so that nothing needs reflection.</summary>
internal static class PortFactory
{
    internal static PropertyPort Create(Property property)
    {
        var type = property.Definition.ValueType;
        if (type == typeof(double))
            return new PropertyPort<double>(property.As<double>());
        if (type == typeof(bool))
            return new PropertyPort<bool>(property.As<bool>());
        if (type == typeof(string))
            return new PropertyPort<string>(property.As<string>());
        if (type == typeof(int))
            return new PropertyPort<int>(property.As<int>());
        if (type == typeof(long))
            return new PropertyPort<long>(property.As<long>());
        if (type == typeof(float))
            return new PropertyPort<float>(property.As<float>());
        if (type == typeof(short))
            return new PropertyPort<short>(property.As<short>());
        if (type == typeof(byte))
            return new PropertyPort<byte>(property.As<byte>());
        if (type == typeof(TimeSpan))
            return new PropertyPort<TimeSpan>(property.As<TimeSpan>());
        if (type == typeof(DateTimeOffset))
            return new PropertyPort<DateTimeOffset>(property.As<DateTimeOffset>());
        throw new InvalidOperationException($"Property '{property}' has values of type {type.Name}, which no connector can deliver; listen to it with builder.Signal first.");
    }
}
