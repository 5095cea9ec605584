namespace DigitalTwin.Sdk.Connectors.Modbus;

/// <summary>What a connector's link is.</summary>
internal enum ModbusTransport
{
    /// <summary>Not known: the address could not be read.</summary>
    None,

    /// <summary>TCP.</summary>
    Tcp,

    /// <summary>TCP with TLS.</summary>
    Tls,

    /// <summary>RTU frames over TCP.</summary>
    RtuOverTcp,

    /// <summary>RTU over a serial line.</summary>
    Serial,
}
