using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DigitalTwin.Sdk.Hosting;

/// <summary>Tells the host's health page how the twin stands: Unhealthy if it does not run or a connector has a permanent fault, Degraded if a link is down or a twin is out of step.</summary>
internal sealed class TwinHealthCheck(TwinHost host) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(Check());

    private HealthCheckResult Check()
    {
        if (host.Runtime is not { } runtime)
            return HealthCheckResult.Unhealthy("The twin has not been started.");
        if (runtime.Completion.IsCompleted)
            return HealthCheckResult.Unhealthy("The twin has stopped.");
        var data = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["twins"] = runtime.Graph.Count,
            ["processedSamples"] = runtime.ProcessedSamples,
            ["queuedSamples"] = runtime.QueuedSamples,
            ["failures"] = runtime.Failures,
        };
        var faults = new List<string>();
        var doubts = new List<string>();
        foreach (var connector in runtime.Connectors)
        {
            data[$"connector:{connector.Connector}"] = Line(connector);
            var text = $"connector '{connector.Connector}' is {connector.State}: {connector.Reason}";
            if (connector.State == ConnectorState.Faulted)
                faults.Add(text);
            else if (connector.State != ConnectorState.Connected)
                doubts.Add(text);
        }

        foreach (var twin in runtime.Graph.Twins)
        {
            var health = runtime.Health(twin);
            if (health.State is TwinLifeCycle.Degraded or TwinLifeCycle.OutOfSync)
                doubts.Add($"twin '{twin.Id}' is {health.State}: {health.Reason}");
        }

        if (faults.Count > 0)
            return HealthCheckResult.Unhealthy(string.Join("; ", faults.Concat(doubts)), data: data);
        return doubts.Count > 0 ? HealthCheckResult.Degraded(string.Join("; ", doubts), data: data) : HealthCheckResult.Healthy("In step.", data);
    }

    private static string Line(ConnectorStatus connector)
    {
        var counted = connector.Counters;
        return FormattableString.Invariant(
            $"{connector.State}; messages {counted.Messages}, bad payloads {counted.BadPayloads}, dropped {counted.Dropped}, reconnects {counted.Reconnects}");
    }
}
