using DigitalTwin.Sdk.Protocols.Modbus.Client;
using DigitalTwin.Sdk.Protocols.Modbus.Framing;

namespace DigitalTwin.Sdk.Protocols.Modbus;

/// <summary>
/// Asks Modbus devices. Any number of threads may use one client: their requests take turns in the order in which they came, and share one link, which is opened
/// with the first request and again after it broke.
/// </summary>
/// <remarks>
/// Addresses begin at zero, as they travel; register 40001 of a manual is holding register 0. Values that are read go to the caller's memory, which is
/// touched only until the call ends; memory that is written from is never changed and may be reused once the call has returned its task.
/// A refusal by the device is a <see cref="ModbusResult"/>. A broken link or an answer that is none is a <see cref="ModbusException"/>, a missing answer a
/// <see cref="TimeoutException"/>; after both a write may have been carried out. A cancelled call gives its place to the next; its answer is dropped.
/// Reads and single writes allocate nothing once the client has warmed up.
/// </remarks>
public sealed partial class ModbusClient : IAsyncDisposable
{
    private readonly ModbusChannel _channel;

    internal ModbusClient(ModbusChannel channel, string peer)
    {
        _channel = channel;
        Peer = peer;
    }

    /// <summary>The other side, as messages name it.</summary>
    public string Peer { get; }

    /// <summary>What has happened so far.</summary>
    public ModbusCounters Counters => _channel.Counters;

    /// <summary>Opens the link, to learn early whether it can be opened. Requests open it by themselves.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="ModbusException">It cannot be opened; the message says why.</exception>
    public Task ConnectAsync(CancellationToken cancellationToken = default) => _channel.ConnectAsync(cancellationToken);

    /// <summary>Reads coils, function 1.</summary>
    /// <param name="unit">The device, 0 to 255; on TCP often 255 or 1.</param>
    /// <param name="address">The first coil.</param>
    /// <param name="destination">As many are read as it is long, 1 to 2000.</param>
    /// <param name="cancellationToken">Gives the request up.</param>
    /// <exception cref="ArgumentOutOfRangeException">Too many, none, or past the last address.</exception>
    public ValueTask<ModbusResult> ReadCoilsAsync(byte unit, ushort address, Memory<bool> destination, CancellationToken cancellationToken = default) =>
        ReadBitsAsync(ModbusFunction.ReadCoils, unit, address, destination, cancellationToken);

    /// <summary>Reads discrete inputs, function 2.</summary>
    /// <inheritdoc cref="ReadCoilsAsync"/>
    public ValueTask<ModbusResult> ReadDiscreteInputsAsync(byte unit, ushort address, Memory<bool> destination, CancellationToken cancellationToken = default) =>
        ReadBitsAsync(ModbusFunction.ReadDiscreteInputs, unit, address, destination, cancellationToken);

    /// <summary>Reads holding registers, function 3.</summary>
    /// <param name="unit">The device, 0 to 255; on TCP often 255 or 1.</param>
    /// <param name="address">The first register.</param>
    /// <param name="destination">As many are read as it is long, 1 to 125.</param>
    /// <param name="cancellationToken">Gives the request up.</param>
    /// <exception cref="ArgumentOutOfRangeException">Too many, none, or past the last address.</exception>
    public ValueTask<ModbusResult> ReadHoldingRegistersAsync(byte unit, ushort address, Memory<ushort> destination, CancellationToken cancellationToken = default) =>
        ReadRegistersAsync(ModbusFunction.ReadHoldingRegisters, unit, address, destination, cancellationToken);

    /// <summary>Reads input registers, function 4.</summary>
    /// <inheritdoc cref="ReadHoldingRegistersAsync"/>
    public ValueTask<ModbusResult> ReadInputRegistersAsync(byte unit, ushort address, Memory<ushort> destination, CancellationToken cancellationToken = default) =>
        ReadRegistersAsync(ModbusFunction.ReadInputRegisters, unit, address, destination, cancellationToken);

    /// <inheritdoc/>
    /// <remarks>Requests that wait or are on their way fail with <see cref="ObjectDisposedException"/>.</remarks>
    public ValueTask DisposeAsync() => _channel.DisposeAsync();

    private ValueTask<ModbusResult> ReadBitsAsync(ModbusFunction function, byte unit, ushort address, Memory<bool> destination, CancellationToken cancellationToken)
    {
        CheckRange(address, destination.Length, ModbusLimits.ReadBits, nameof(destination));
        var request = Begin(function, unit, address, destination.Length, cancellationToken);
        request.Bits = destination;
        return _channel.Submit(request);
    }

    private ValueTask<ModbusResult> ReadRegistersAsync(ModbusFunction function, byte unit, ushort address, Memory<ushort> destination, CancellationToken cancellationToken)
    {
        CheckRange(address, destination.Length, ModbusLimits.ReadRegisters, nameof(destination));
        var request = Begin(function, unit, address, destination.Length, cancellationToken);
        request.Registers = destination;
        return _channel.Submit(request);
    }

    /// <summary>A request of a function and two words, which most of them begin with.</summary>
    private PendingRequest Begin(ModbusFunction function, byte unit, int first, int second, CancellationToken cancellationToken)
    {
        var request = Begin(function, unit, cancellationToken);
        Words.Write(request.Pdu, 1, first);
        Words.Write(request.Pdu, 3, second);
        request.PduLength = 5;
        return request;
    }

    private PendingRequest Begin(ModbusFunction function, byte unit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var request = _channel.Pool.Take();
        request.Begin(unit, cancellationToken);
        request.Pdu[0] = (byte)function;
        request.PduLength = 1;
        return request;
    }

    private static void CheckRange(int address, int count, int most, string name)
    {
        if (count < 1 || count > most)
            throw new ArgumentOutOfRangeException(name, count, $"One request takes 1 to {most}.");
        if (address + count > 65_536)
            throw new ArgumentOutOfRangeException(name, count, $"{count} from address {address} on go past the last address, 65535.");
    }
}
