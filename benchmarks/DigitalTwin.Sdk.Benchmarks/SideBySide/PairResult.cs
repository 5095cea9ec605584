namespace DigitalTwin.Sdk.Benchmarks;

/// <summary>All counted trials of both sides, in the order they ran.</summary>
internal sealed record PairResult<T>(IReadOnlyList<T> Ours, IReadOnlyList<T> Peer)
{
    /// <summary>Median of one figure, ours and the peer's.</summary>
    internal (double Ours, double Peer) Median(Func<T, double> figure) => (Of(Ours.Select(figure)), Of(Peer.Select(figure)));

    /// <summary>Lowest to highest of one figure of ours, for the note: says how far the machine moved meanwhile.</summary>
    internal string Spread(Func<T, double> figure) =>
        FormattableString.Invariant($"{Ours.Min(figure):0.#}-{Ours.Max(figure):0.#} / {Peer.Min(figure):0.#}-{Peer.Max(figure):0.#}");

    private static double Of(IEnumerable<double> figures)
    {
        var sorted = figures.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
