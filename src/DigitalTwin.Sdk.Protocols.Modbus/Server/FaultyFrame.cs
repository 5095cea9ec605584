namespace DigitalTwin.Sdk.Protocols.Modbus.Server;

/// <summary>What a fault makes of an answer's frame.</summary>
internal static class FaultyFrame
{
    internal static ReadOnlyMemory<byte> Of(Memory<byte> frame, ModbusFault fault)
    {
        if (fault.Instead is { } instead)
            return instead;
        if (fault.Damage is { } at)
        {
            var index = at < 0 ? frame.Length + at : at;
            if (index >= 0 && index < frame.Length)
                frame.Span[index] ^= 0xFF;
        }

        return fault.KeepBytes is { } kept ? frame[..Math.Clamp(kept, 0, frame.Length)] : frame;
    }
}
