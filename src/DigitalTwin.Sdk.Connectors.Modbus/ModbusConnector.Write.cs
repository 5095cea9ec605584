using DigitalTwin.Sdk.Protocols.Modbus;

namespace DigitalTwin.Sdk.Connectors.Modbus;

/// <summary>Carrying guarded writes out.</summary>
public sealed partial class ModbusConnector
{
    // Devices that know function 16 only are rare and do not change.
    private volatile bool _lacksSingleWrites;

    /// <inheritdoc/>
    /// <remarks>
    /// One attempt, never repeated by the connector itself. <see cref="WriteStatus.Acknowledged"/> means that the device took the value and that it stood in the
    /// registers when they were read afterwards (unless the tag says otherwise). A write that expires while it waits for its turn is never sent.
    /// </remarks>
    public async ValueTask<WriteOutcome> WriteAsync(GuardedWrite write, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(write);
        if (!Plan.Writers.TryGetValue(write.Property, out var writer))
            return new WriteOutcome(WriteStatus.Rejected, $"connector '{Name}' does not write '{write.Property}'");
        var outcome = _host is null || _client is null || Volatile.Read(ref _disposed) != 0
            ? new WriteOutcome(WriteStatus.Failed, $"connector '{Name}' is not running")
            : await SendAsync(_host, _client, writer, write, cancellationToken).ConfigureAwait(false);
        if (outcome.Status == WriteStatus.Acknowledged)
        {
            writer.Counters.CountPublished();
        }
        else
        {
            writer.Counters.CountPublishFailure();
            if (_logger is not null)
                ModbusLog.WriteFailed(_logger, Name, write.Property.ToString(), writer.Address, outcome.Status, outcome.Reason);
        }

        return outcome;
    }

    private async Task<WriteOutcome> SendAsync(IConnectorHost host, ModbusClient client, TagWriter writer, GuardedWrite write, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return new WriteOutcome(WriteStatus.NotSent, "given up before it was sent");
        var left = write.ExpiresAt - host.TimeProvider.GetUtcNow();
        if (left <= TimeSpan.Zero)
            return new WriteOutcome(WriteStatus.Expired, $"it expired at {write.ExpiresAt:O} before it could be sent");
        if (writer.Encode(write.Value, out var problem) is not { } registers)
            return new WriteOutcome(WriteStatus.Rejected, problem);
        using var expiry = new CancellationTokenSource(left, host.TimeProvider);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, expiry.Token, _stopping.Token);
        try
        {
            var result = await WriteAsync(client, writer, registers, giveUp.Token).ConfigureAwait(false);
            if (!result.IsSuccess)
                return Refused(result);
            return writer.IsVerified ? await VerifyAsync(client, writer, registers, giveUp.Token).ConfigureAwait(false) : WriteOutcome.Acknowledged;
        }
        catch (Exception e) when (e is ModbusException or TimeoutException)
        {
            return new WriteOutcome(WriteStatus.Failed, e.Message + "; the value may have been written");
        }
        catch (OperationCanceledException)
        {
            return expiry.IsCancellationRequested && !cancellationToken.IsCancellationRequested
                ? new WriteOutcome(WriteStatus.Expired, $"it expired at {write.ExpiresAt:O} before the device had confirmed it; the value may have been written")
                : new WriteOutcome(WriteStatus.Failed, "given up before the device had confirmed it; the value may have been written");
        }
        catch (ObjectDisposedException)
        {
            return new WriteOutcome(WriteStatus.Failed, $"connector '{Name}' was stopped; the value may have been written");
        }
    }

    private async ValueTask<ModbusResult> WriteAsync(ModbusClient client, TagWriter writer, ushort[] registers, CancellationToken cancellationToken)
    {
        var (device, address) = (writer.Device, writer.Codec.Address.Number);
        if (writer.Codec.Address.IsOfBits)
            return await client.WriteSingleCoilAsync(device, address, registers[0] != 0, cancellationToken).ConfigureAwait(false);
        if (writer.Codec.IsBitOfRegister)
        {
            var mask = (ushort)(1 << writer.Codec.BitNumber);
            return await client.MaskWriteRegisterAsync(device, address, (ushort)~mask, registers[0], cancellationToken).ConfigureAwait(false);
        }

        if (registers.Length == 1 && !_lacksSingleWrites)
        {
            var result = await client.WriteSingleRegisterAsync(device, address, registers[0], cancellationToken).ConfigureAwait(false);
            if (result.Code != ModbusExceptionCode.IllegalFunction)
                return result;
            _lacksSingleWrites = true;
        }

        return await client.WriteMultipleRegistersAsync(device, address, registers, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<WriteOutcome> VerifyAsync(ModbusClient client, TagWriter writer, ushort[] registers, CancellationToken cancellationToken)
    {
        var held = new ushort[registers.Length];
        ModbusResult read;
        if (writer.Codec.Address.IsOfBits)
        {
            var bit = new bool[1];
            read = await client.ReadCoilsAsync(writer.Device, writer.Codec.Address.Number, bit, cancellationToken).ConfigureAwait(false);
            held[0] = bit[0] ? (ushort)1 : (ushort)0;
        }
        else
        {
            read = await client.ReadHoldingRegistersAsync(writer.Device, writer.Codec.Address.Number, held, cancellationToken).ConfigureAwait(false);
            if (writer.Codec.IsBitOfRegister)
                held[0] &= (ushort)(1 << writer.Codec.BitNumber);
        }

        if (!read.IsSuccess)
            return new WriteOutcome(WriteStatus.Failed, $"the device took it, but it could not be read back: {read}; say .WithoutVerify() if the device has no way to");
        return held.AsSpan().SequenceEqual(registers)
            ? WriteOutcome.Acknowledged
            : new WriteOutcome(WriteStatus.Failed, $"the device took it, but reads back {Text(held)} where {Text(registers)} was written");
    }

    /// <summary>What the device will never take is rejected, what it may take later has failed.</summary>
    private static WriteOutcome Refused(ModbusResult result) => new(
        result.Code is ModbusExceptionCode.IllegalFunction or ModbusExceptionCode.IllegalDataAddress or ModbusExceptionCode.IllegalDataValue ? WriteStatus.Rejected : WriteStatus.Failed,
        $"the device answers {result}");

    private static string Text(ushort[] registers) => string.Join(" ", registers.Select(r => $"0x{r:X4}"));
}
