namespace DigitalTwin.Sdk.Protocols.Modbus;

/// <summary>What a device says of itself: objects of text by number (Modbus Application Protocol V1.1b3, clause 6.21). Immutable.</summary>
public sealed class ModbusDeviceIdentification
{
    private readonly SortedDictionary<byte, string> _objects;

    /// <summary>Makes one.</summary>
    /// <param name="objects">Objects by their number: 0 vendor, 1 product code, 2 revision, 3 vendor's address, 4 product name, 5 model, 6 application; from 128 on the vendor's own.</param>
    public ModbusDeviceIdentification(IEnumerable<KeyValuePair<byte, string>> objects)
    {
        ArgumentNullException.ThrowIfNull(objects);
        _objects = new SortedDictionary<byte, string>(objects.ToDictionary(o => o.Key, o => o.Value));
    }

    /// <summary>Every object by its number.</summary>
    public IReadOnlyDictionary<byte, string> Objects => _objects;

    /// <summary>Object 0; empty if the device does not say.</summary>
    public string VendorName => Of(0);

    /// <summary>Object 1; empty if the device does not say.</summary>
    public string ProductCode => Of(1);

    /// <summary>Object 2; empty if the device does not say.</summary>
    public string Revision => Of(2);

    /// <summary>Object 4; empty if the device does not say.</summary>
    public string ProductName => Of(4);

    /// <summary>Object 5; empty if the device does not say.</summary>
    public string ModelName => Of(5);

    /// <inheritdoc/>
    public override string ToString() => $"{VendorName} {ProductCode} {Revision}";

    private string Of(byte id) => _objects.GetValueOrDefault(id, "");
}
