namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Full periods since the Unix epoch, in each of which the first sample is kept; the default has none.</summary>
internal readonly struct KeyFrames(TimeSpan? every)
{
    private readonly long _every = every?.Ticks ?? 0;

    /// <summary>Whether a sample is the first of a period in which the one kept before does not lie.</summary>
    internal bool Begins(long kept, long ticks) => _every > 0 && FrameOf(ticks) != FrameOf(kept);

    private long FrameOf(long ticks) => Math.DivRem(ticks - DateTimeOffset.UnixEpoch.Ticks, _every, out var rest) - (rest < 0 ? 1 : 0);
}
