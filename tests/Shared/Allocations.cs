namespace DigitalTwin.Sdk;

/// <summary>Measures what a piece of work allocates.</summary>
internal static class Allocations
{
    /// <summary>Bytes that the calling thread allocates: the least of three runs, as a collection that other tests cause meanwhile may shift the thread's count.</summary>
    internal static long Of(Action work)
    {
        var least = long.MaxValue;
        for (var run = 0; run < 3 && least > 0; run++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            work();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
