using DigitalTwin.Sdk.Protocols.Modbus;

namespace DigitalTwin.Sdk.Connectors.Modbus;

/// <summary>Finds out which addresses a device has, by reading. Writes nothing.</summary>
public static class ModbusScanner
{
    /// <summary>Looks at ranges of a device's tables.</summary>
    /// <remarks>
    /// A range that the device refuses is halved until each half is read or refused alone. A table whose function the device does not know is left out. A device
    /// that answers with gaps filled by zeros hides them; one that only gives whole blocks shows fewer addresses than it has.
    /// </remarks>
    /// <param name="client">The link.</param>
    /// <param name="device">The device, 0 to 255.</param>
    /// <param name="options">Where and how; null for the defaults.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ModbusException">The link broke, or the device answers that it is busy or has failed.</exception>
    /// <exception cref="TimeoutException">The device does not answer.</exception>
    public static async Task<ModbusScan> ScanAsync(ModbusClient client, byte device, ModbusScanOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        var scan = new Walk(client, device, (options ?? new ModbusScanOptions()).Checked(), cancellationToken);
        var identification = await scan.IdentifyAsync().ConfigureAwait(false);
        foreach (var table in scan.Options.Tables.Distinct())
            await scan.LookAtAsync(table).ConfigureAwait(false);
        return new ModbusScan(device, identification, scan.Ranges, scan.Requests);
    }

    /// <summary>One scan under way.</summary>
    private sealed class Walk(ModbusClient client, byte device, ModbusScanOptions options, CancellationToken cancellationToken)
    {
        private readonly ushort[] _registers = new ushort[ModbusLimits.ReadRegisters];
        private readonly bool[] _bits = new bool[ModbusLimits.ReadBits];
        private readonly List<(ModbusTable Table, int First, List<ushort> Values)> _found = [];

        internal ModbusScanOptions Options => options;

        internal long Requests { get; private set; }

        internal IReadOnlyList<ModbusRange> Ranges => [.. _found.Select(f => new ModbusRange(f.Table, (ushort)f.First, f.Values))];

        internal async Task<ModbusDeviceIdentification?> IdentifyAsync()
        {
            try
            {
                Requests++;
                var answer = await client.ReadDeviceIdentificationAsync(device, ModbusIdentificationCategory.Basic, cancellationToken).ConfigureAwait(false);
                return answer.IsSuccess ? answer.Value : null;
            }
            catch (TimeoutException)
            {
                // Some simple devices do not answer to what they do not know. If it is away altogether, the next request says so.
                return null;
            }
        }

        internal async Task LookAtAsync(ModbusTable table)
        {
            var isOfBits = table is ModbusTable.Coils or ModbusTable.DiscreteInputs;
            var most = isOfBits ? Math.Min(ModbusLimits.ReadBits, 16 * options.MaxRegisters) : options.MaxRegisters;
            var end = options.First + options.Count;
            for (var at = options.First; at < end; at += most)
            {
                if (!await SplitAsync(table, at, Math.Min(most, end - at)).ConfigureAwait(false))
                    return;
            }
        }

        /// <returns>False if the device does not know the table at all.</returns>
        private async Task<bool> SplitAsync(ModbusTable table, int first, int count)
        {
            var result = await ReadAsync(table, (ushort)first, count).ConfigureAwait(false);
            if (result.IsSuccess)
                Keep(table, first, count);
            else if (result.Code == ModbusExceptionCode.IllegalFunction)
                return false;
            else if (result.Code is not (ModbusExceptionCode.IllegalDataAddress or ModbusExceptionCode.IllegalDataValue))
                throw new ModbusException($"{client.Peer}, device {device}: the scan ended at {table} {first} to {first + count - 1}: {result}.");
            else if (count > 1)
                return await SplitAsync(table, first, count / 2).ConfigureAwait(false) && await SplitAsync(table, first + (count / 2), count - (count / 2)).ConfigureAwait(false);
            return true;
        }

        private async Task<ModbusResult> ReadAsync(ModbusTable table, ushort first, int count)
        {
            Requests++;
            var result = table switch
            {
                ModbusTable.Coils => await client.ReadCoilsAsync(device, first, _bits.AsMemory(0, count), cancellationToken).ConfigureAwait(false),
                ModbusTable.DiscreteInputs => await client.ReadDiscreteInputsAsync(device, first, _bits.AsMemory(0, count), cancellationToken).ConfigureAwait(false),
                ModbusTable.InputRegisters => await client.ReadInputRegistersAsync(device, first, _registers.AsMemory(0, count), cancellationToken).ConfigureAwait(false),
                _ => await client.ReadHoldingRegistersAsync(device, first, _registers.AsMemory(0, count), cancellationToken).ConfigureAwait(false),
            };
            if (options.Pause > TimeSpan.Zero)
                await Task.Delay(options.Pause, options.TimeProvider, cancellationToken).ConfigureAwait(false);
            return result;
        }

        private void Keep(ModbusTable table, int first, int count)
        {
            if (_found.Count == 0 || _found[^1].Table != table || _found[^1].First + _found[^1].Values.Count != first)
                _found.Add((table, first, []));
            for (var i = 0; i < count; i++)
                _found[^1].Values.Add(table is ModbusTable.Coils or ModbusTable.DiscreteInputs ? (_bits[i] ? (ushort)1 : (ushort)0) : _registers[i]);
        }
    }
}
