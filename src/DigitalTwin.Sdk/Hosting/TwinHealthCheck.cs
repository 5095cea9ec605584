using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DigitalTwin.Sdk.Hosting;

/// <summary>Tells the host's health page how the twin stands: Unhealthy if it does not run, has failed, or a connector has a permanent fault, Degraded if a link is down, a twin is out of step, or the machine's clock was set back.</summary>
internal sealed class TwinHealthCheck(TwinHost host) : IHealthCheck
{
    // A page with ten thousand twins on it helps nobody.
    private const int Told = 20;
    private static readonly TimeSpan LeadWorthSaying = TimeSpan.FromSeconds(1);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(Check());

    private HealthCheckResult Check()
    {
        if (host.Runtime is not { } runtime)
            return HealthCheckResult.Unhealthy($"The twin has not been started: {host.WhyNotRunning}");
        if (runtime.Completion.Exception?.InnerException is { } failure)
            return HealthCheckResult.Unhealthy($"The twin has failed: {failure.Message}", failure);
        if (runtime.Completion.IsCompleted)
            return HealthCheckResult.Unhealthy("The twin has stopped.");
        var data = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["twins"] = runtime.Graph.Count,
            ["processedSamples"] = runtime.ProcessedSamples,
            ["queuedSamples"] = runtime.QueuedSamples,
            ["failures"] = runtime.Failures,
            ["clockLeadSeconds"] = runtime.ClockLead.TotalSeconds,
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

        if (runtime.ClockLead > LeadWorthSaying)
            doubts.Add(Lead(runtime.ClockLead));
        var standing = Judge(runtime, data);
        doubts.AddRange(standing.Doubts);
        if (faults.Count > 0)
            return HealthCheckResult.Unhealthy(Text(faults.Concat(doubts)), data: data);
        return doubts.Count > 0 ? HealthCheckResult.Degraded(Text(doubts), data: data) : HealthCheckResult.Healthy(standing.Summary, data);
    }

    /// <summary>How the twins stand that a connector reads. Twins of which nothing tells whether they are in step are not called so, and it is said why.</summary>
    private static (List<string> Doubts, string Summary) Judge(TwinRuntime runtime, Dictionary<string, object> data)
    {
        var (inStep, doubts, waiting) = (0, new List<string>(), new List<string>());
        foreach (var twin in runtime.Graph.Twins)
        {
            var health = runtime.Health(twin);
            if (health.State == TwinLifeCycle.Unbound)
                continue;
            if (health.State == TwinLifeCycle.Synchronized)
            {
                inStep++;
                continue;
            }

            var reason = Unstated(twin, health) ?? health.Reason;
            if (doubts.Count + waiting.Count < Told)
                data[$"twin:{twin.Id}"] = $"{health.State}; {reason}";
            (health.State is TwinLifeCycle.Degraded or TwinLifeCycle.OutOfSync ? doubts : waiting).Add($"twin '{twin.Id}' is {health.State}: {reason}");
        }

        data["twinsInStep"] = inStep;
        var joined = inStep + waiting.Count + doubts.Count;
        var summary = joined == 0 ? "Running; no source of a twin has been connected yet." : waiting.Count == 0 ? "In step." : $"{inStep} of {joined} twins in step; {Text(waiting)}";
        return (doubts, summary);
    }

    /// <summary>Which properties lack what it takes to tell a silent source from a quiet one; null if that is not the reason.</summary>
    private static string? Unstated(Twin twin, TwinHealth health)
    {
        if (health.State != TwinLifeCycle.Bound || health.Reliability is not null)
            return null;
        var measured = twin.Properties.Where(p => !p.Definition.IsVirtual && !p.Definition.IsDerived).ToList();
        return measured.Exists(p => p.Definition.MaxAge is not null)
            ? null
            : $"{string.Join(", ", measured.Take(Told).Select(p => p.Name))}: no expected period (ExpectEvery) and no maximum age (MaxAge) stated, so that silence means nothing";
    }

    private static string Lead(TimeSpan lead) => FormattableString.Invariant(
        $"the twins' time runs {lead.TotalSeconds:F1} s ahead of the machine's clock, which was set back, so that new samples look that much older than they are; they agree again in about {TimeSpan.FromSeconds(Math.Ceiling(16 * lead.TotalSeconds))}, or at once when the program is started anew");

    private static string Text(IEnumerable<string> sentences)
    {
        var all = sentences.ToList();
        return string.Join("; ", all.Take(Told)) + (all.Count > Told ? $"; and {all.Count - Told} more" : "");
    }

    private static string Line(ConnectorStatus connector)
    {
        var counted = connector.Counters;
        return FormattableString.Invariant(
            $"{connector.State}; messages {counted.Messages}, bad payloads {counted.BadPayloads}, dropped {counted.Dropped}, reconnects {counted.Reconnects}");
    }
}
