namespace DigitalTwin.Sdk.Protocols.Modbus.Server;

/// <summary>How a server is to misbehave in one answer, so that a client can be tried. Combine at will.</summary>
public sealed record ModbusFault
{
    /// <summary>Refuses with this code instead of working the request.</summary>
    public ModbusExceptionCode Code { get; init; }

    /// <summary>Answers so much later.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Sends only so many bytes of the answer's frame; null for all.</summary>
    public int? KeepBytes { get; init; }

    /// <summary>Sends these bytes instead of the answer; null for the answer.</summary>
    public ReadOnlyMemory<byte>? Instead { get; init; }

    /// <summary>Sends these bytes before the answer.</summary>
    public ReadOnlyMemory<byte> Before { get; init; }

    /// <summary>Inverts this byte of the answer's frame; null for none. Counted from the front; from the back if negative.</summary>
    public int? Damage { get; init; }

    /// <summary>Closes the connection afterwards.</summary>
    public bool Closes { get; init; }

    /// <summary>No answer at all.</summary>
    public static ModbusFault Silence { get; } = new() { KeepBytes = 0 };
}
