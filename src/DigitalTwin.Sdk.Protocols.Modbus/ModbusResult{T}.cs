namespace DigitalTwin.Sdk.Protocols.Modbus;

/// <summary>What the device answered to a request that asks for something other than bits and registers.</summary>
/// <typeparam name="T">Type of the answer.</typeparam>
/// <param name="Result">Done, or the refusal.</param>
/// <param name="Value">The answer; the type's default unless <c>Result.IsSuccess</c>.</param>
public readonly record struct ModbusResult<T>(ModbusResult Result, T? Value)
{
    /// <summary>Whether there is an answer.</summary>
    public bool IsSuccess => Result.IsSuccess;
}
