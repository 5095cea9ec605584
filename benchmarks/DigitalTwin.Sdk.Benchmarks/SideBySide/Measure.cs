namespace DigitalTwin.Sdk.Benchmarks;

/// <summary>One line of a suite's table.</summary>
/// <param name="Name">Name that stays the same over the years.</param>
/// <param name="Unit">Unit of <paramref name="Ours"/> and <paramref name="Peer"/>.</param>
/// <param name="Ours">Our median; null if it could not be measured.</param>
/// <param name="Peer">The peer's median; null if the peer is not installed.</param>
/// <param name="PeerName">The peer, with its version where it matters.</param>
/// <param name="Ratio">How many times better ours is than the peer's; above 1 is better for us whichever way the unit points.</param>
/// <param name="Target">The target: a ratio where the issue asks for one, otherwise a limit in <paramref name="Unit"/>.</param>
/// <param name="Met">Whether every condition of the target holds.</param>
/// <param name="Note">What else the target asks for, and what else was seen; for the table only.</param>
internal sealed record Measure(string Name, string Unit, double? Ours, double? Peer, string PeerName, double? Ratio, double Target, bool Met, string Note)
{
    /// <summary>A measure where less is better, judged by the ratio and perhaps by a limit in its unit.</summary>
    internal static Measure Less(string name, string unit, double ours, double peer, string peerName, double minRatio, double limit, string note) =>
        new(name, unit, ours, peer, peerName, peer / ours, minRatio, peer / ours >= minRatio && ours <= limit, note);

    /// <summary>A measure where less is better, judged by a limit in its unit; the peer is for orientation.</summary>
    /// <param name="name">Name.</param>
    /// <param name="unit">Unit.</param>
    /// <param name="ours">Our median.</param>
    /// <param name="peer">The peer's median.</param>
    /// <param name="peerName">The peer.</param>
    /// <param name="limit">The most that is allowed.</param>
    /// <param name="resolution">The least that can be told from nothing; stands in for <paramref name="ours"/> in the ratio if that is 0.</param>
    /// <param name="note">For the table.</param>
    internal static Measure AtMost(string name, string unit, double ours, double peer, string peerName, double limit, double resolution, string note) =>
        new(name, unit, ours, peer, peerName, peer / Math.Max(ours, resolution), limit, ours <= limit, note);

    /// <summary>A measure where more is better, judged by the ratio.</summary>
    internal static Measure More(string name, string unit, double ours, double peer, string peerName, double minRatio, string note) =>
        new(name, unit, ours, peer, peerName, ours / peer, minRatio, ours / peer >= minRatio, note);

    /// <summary>A measure whose peer is not installed; never met.</summary>
    internal static Measure Missing(string name, string unit, string peerName, double target) =>
        new(name, unit, null, null, $"{peerName} (missing)", null, target, false, "the peer is not installed");
}
