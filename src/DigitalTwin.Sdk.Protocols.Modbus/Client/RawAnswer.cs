namespace DigitalTwin.Sdk.Protocols.Modbus.Client;

/// <summary>A whole answer, for functions that are decoded by their caller.</summary>
internal sealed class RawAnswer
{
    private readonly byte[] _bytes = new byte[ModbusLimits.PduBytes];
    private int _length;

    internal void Set(ReadOnlySpan<byte> pdu)
    {
        pdu.CopyTo(_bytes);
        _length = pdu.Length;
    }

    internal byte[] ToArray() => _bytes[.._length];
}
