namespace DigitalTwin.Sdk.Benchmarks;

/// <summary>Runs ours and the peer alternately, so that both meet the same machine.</summary>
internal static class PairRunner
{
    /// <summary>Pairs counted unless a suite says otherwise.</summary>
    internal const int Pairs = 7;

    /// <summary>Runs warm-up pairs that are not counted and then pairs that are; which side starts changes from pair to pair.</summary>
    /// <typeparam name="T">What one trial tells.</typeparam>
    /// <param name="ours">One trial of ours.</param>
    /// <param name="peer">One trial of the peer's.</param>
    /// <param name="pairs">Pairs counted, at least 5.</param>
    /// <param name="warmUps">Pairs before those.</param>
    internal static async Task<PairResult<T>> RunAsync<T>(Func<Task<T>> ours, Func<Task<T>> peer, int pairs = Pairs, int warmUps = 2)
    {
        var (all, others) = (new List<T>(), new List<T>());
        for (var pair = -warmUps; pair < pairs; pair++)
        {
            var oursFirst = (pair & 1) == 0;
            var first = await Settled(oursFirst ? ours : peer);
            var second = await Settled(oursFirst ? peer : ours);
            if (pair < 0)
                continue;
            all.Add(oursFirst ? first : second);
            others.Add(oursFirst ? second : first);
        }

        return new PairResult<T>(all, others);
    }

    private static Task<T> Settled<T>(Func<Task<T>> trial)
    {
        // What the trial before left behind is not this one's to collect.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return trial();
    }
}
