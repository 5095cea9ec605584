using DigitalTwin.Sdk.Protocols.Modbus;

namespace DigitalTwin.Sdk.Connectors.Modbus;

/// <summary>What the poll groups of one connector share.</summary>
internal sealed class PollContext(ModbusClient client, ConnectorIntake intake, LinkWatch watch, ModbusSettings settings, TimeProvider clock)
{
    internal ModbusClient Client { get; } = client;

    internal ConnectorIntake Intake { get; } = intake;

    internal LinkWatch Watch { get; } = watch;

    /// <summary>The clock of periods and pauses.</summary>
    internal TimeProvider Clock { get; } = clock;

    internal int MaxInFlight { get; } = settings.MaxInFlight;

    /// <summary>The twins' time, UTC ticks: what a value that has just come is stamped with.</summary>
    internal long Now => Intake.Host.TimeProvider.GetUtcNow().UtcTicks;

    internal BusyPause NewPause(PollBlock block) => new(settings.Reconnect, settings.BackoffSeed() + (block.Device * 65_536) + block.Address, Clock);

    /// <summary>For a connector that only writes: keeps the link open, so that its state is known before a write is due.</summary>
    internal async Task KeepLinkAsync(IReadOnlyList<byte> devices, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            if (Watch.MayTry(devices[0]))
            {
                try
                {
                    await Client.ConnectAsync(cancellationToken).ConfigureAwait(false);
                    foreach (var device in devices)
                        Watch.NoteAnswer(device);
                }
                catch (Exception e) when (e is ModbusException or TimeoutException)
                {
                    Watch.NoteNoLink(e.Message);
                }
            }

            await Task.Delay(settings.Period, Clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>A request failed with the link: finds out whether there is one.</summary>
    internal async Task NoteBrokenAsync(byte device, string reason, CancellationToken cancellationToken)
    {
        try
        {
            await Client.ConnectAsync(cancellationToken).ConfigureAwait(false);
            Watch.NoteSilent(device, reason);
        }
        catch (Exception e) when (e is ModbusException or TimeoutException)
        {
            Watch.NoteNoLink(e.Message);
        }
    }
}
