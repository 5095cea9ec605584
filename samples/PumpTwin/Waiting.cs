namespace DigitalTwin.Sdk.Samples.PumpTwin;

/// <summary>Waiting, in real time.</summary>
internal static class Waiting
{
    /// <summary>Waits until all connectors are connected: what is sent before the twin has subscribed is sent to nobody.</summary>
    internal static async Task ConnectedAsync(this TwinRuntime runtime, TimeSpan limit, CancellationToken stop)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (runtime.Connectors.FirstOrDefault(c => c.State != ConnectorState.Connected) is { } connector)
        {
            if (connector.State == ConnectorState.Faulted || TimeProvider.System.GetElapsedTime(since) > limit)
                throw new InvalidOperationException($"The twin cannot reach the broker ({connector.Connector}): {connector.Reason}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, stop);
        }
    }
}
