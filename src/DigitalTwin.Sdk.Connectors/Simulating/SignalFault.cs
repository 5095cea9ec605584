namespace DigitalTwin.Sdk.Connectors;

/// <summary>What goes wrong with a simulated signal.</summary>
/// <param name="Kind">What.</param>
/// <param name="Share">With what share of the samples, for faults of single samples.</param>
/// <param name="Size">Height of a spike, rise per hour of a drift.</param>
/// <param name="By">How much later, or by how much a clock is wrong.</param>
/// <param name="From">Since when, for faults that last.</param>
/// <param name="Until">Until when.</param>
internal readonly record struct SignalFault(
    SignalFaultKind Kind, double Share = 1, double Size = 0, TimeSpan By = default, TimeSpan From = default, TimeSpan Until = default)
{
    internal bool Holds(TimeSpan time) => time >= From && time < Until;
}
