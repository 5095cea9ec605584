namespace DigitalTwin.Sdk.Protocols.Modbus;

/// <summary>
/// What the device answered: done, or a refusal with its code. Broken links, damaged answers and time-outs are exceptions instead
/// (<see cref="ModbusException"/>, <see cref="TimeoutException"/>). The default value is no answer at all, which is not a success.
/// </summary>
public readonly record struct ModbusResult
{
    private readonly bool _isAnswered;

    private ModbusResult(ModbusExceptionCode code)
    {
        _isAnswered = true;
        Code = code;
    }

    /// <summary>Done.</summary>
    public static ModbusResult Success { get; } = new(ModbusExceptionCode.None);

    /// <summary>The device's refusal; <see cref="ModbusExceptionCode.None"/> if it was done.</summary>
    public ModbusExceptionCode Code { get; }

    /// <summary>Whether the device did what was asked.</summary>
    public bool IsSuccess => _isAnswered && Code == ModbusExceptionCode.None;

    /// <summary>A refusal.</summary>
    /// <param name="code">The device's code.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="code"/> is <see cref="ModbusExceptionCode.None"/>.</exception>
    public static ModbusResult Refused(ModbusExceptionCode code)
    {
        ArgumentOutOfRangeException.ThrowIfEqual((int)code, 0, nameof(code));
        return new ModbusResult(code);
    }

    /// <summary>For callers that have no use for a refusal.</summary>
    /// <exception cref="ModbusException">The device refused.</exception>
    public void ThrowIfRefused()
    {
        if (!IsSuccess)
            throw new ModbusException(_isAnswered ? $"The device refuses with exception {(int)Code} ({Code})." : "There is no answer.");
    }

    /// <inheritdoc/>
    public override string ToString() => !_isAnswered ? "no answer" : IsSuccess ? "done" : $"exception {(int)Code} ({Code})";
}
