namespace DigitalTwin.Sdk.Protocols.Modbus.Server;

/// <summary>Finds whose a request is, lets it be worked, and decides on its fault.</summary>
internal sealed class ServedUnits(IModbusDevice device, ModbusServerOptions options)
{
    private long _requests;

    internal long Requests => Volatile.Read(ref _requests);

    /// <summary>Whether there is such a unit.</summary>
    internal bool Has(byte unit) => options.Units is null || options.Units(unit) is not null;

    /// <returns>Length of the answer.</returns>
    internal int Work(byte unit, ReadOnlySpan<byte> pdu, Span<byte> answer, out ModbusFault? fault)
    {
        var request = new ModbusServerRequest(Interlocked.Increment(ref _requests), unit, (ModbusFunction)pdu[0]);
        fault = options.Fault?.Invoke(request);
        if (fault is { Code: not ModbusExceptionCode.None })
            return RequestProcessor.Refuse(pdu[0], fault.Code, answer);
        var served = options.Units is { } units ? units(unit) : device;
        return served is null
            ? RequestProcessor.Refuse(pdu[0], ModbusExceptionCode.GatewayTargetFailedToRespond, answer)
            : RequestProcessor.Answer(pdu, answer, served, options.Identification);
    }
}
