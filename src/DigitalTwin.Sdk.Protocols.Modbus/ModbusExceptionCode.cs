namespace DigitalTwin.Sdk.Protocols.Modbus;

/// <summary>Why a device refuses a request (Modbus Application Protocol V1.1b3, clause 7). Codes not listed are passed on as they are.</summary>
public enum ModbusExceptionCode : byte
{
    /// <summary>No exception: the request was carried out.</summary>
    None = 0,

    /// <summary>The device does not know the function, or not in its present state.</summary>
    IllegalFunction = 1,

    /// <summary>The device has no such address, or not as many from there on.</summary>
    IllegalDataAddress = 2,

    /// <summary>The request is built in a way that the device does not accept. It says nothing about the value of a register.</summary>
    IllegalDataValue = 3,

    /// <summary>The device failed while it was carrying the request out.</summary>
    ServerDeviceFailure = 4,

    /// <summary>The request was accepted and takes long; ask later whether it has been done.</summary>
    Acknowledge = 5,

    /// <summary>The device is busy; try again later.</summary>
    ServerDeviceBusy = 6,

    /// <summary>The device cannot perform the program function; of old controllers.</summary>
    NegativeAcknowledge = 7,

    /// <summary>The device found a parity error in its extended memory.</summary>
    MemoryParityError = 8,

    /// <summary>A gateway cannot find a way from its input to its output port.</summary>
    GatewayPathUnavailable = 10,

    /// <summary>A gateway got no answer from the device behind it.</summary>
    GatewayTargetFailedToRespond = 11,
}
