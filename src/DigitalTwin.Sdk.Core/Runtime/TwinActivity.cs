using System.Diagnostics;

namespace DigitalTwin.Sdk;

/// <summary>Where the SDK's traces come from. The name is public contract: docs/reference/metrics.md.</summary>
internal static class TwinActivity
{
    internal static ActivitySource Source { get; } = new(RuntimeMetrics.MeterName);
}
