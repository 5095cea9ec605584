using System.Collections.Concurrent;
using DigitalTwin.Sdk.Testing;

namespace DigitalTwin.Sdk.Samples.PumpTwin;

/// <summary>The plant's side of the wire, whatever the wire is.</summary>
internal interface IPlantLink : IAsyncDisposable
{
    /// <summary>Commands received and not carried out yet.</summary>
    ConcurrentQueue<PlantCommand> Commands { get; }

    int UnreadableCommands { get; }

    /// <summary>Readings that the other side has, or can have.</summary>
    long Accepted { get; }

    bool IsBroken { get; }

    int Interruptions { get; }

    /// <summary>Hands out everything the sensors say at this step.</summary>
    Task SendAsync(PumpPlant plant, long sequence, CancellationToken stop);
}
