namespace DigitalTwin.Sdk.Pipeline;

/// <summary>The times origin + k * every, for all whole k.</summary>
internal readonly struct TimeGrid(long origin, long every)
{
    internal long Origin => origin;

    internal long Every => every;

    internal long AtOrBefore(long ticks)
    {
        var past = (ticks - origin) % every;
        return ticks - (past >= 0 ? past : past + every);
    }

    internal long AtOrAfter(long ticks) => AtOrBefore(ticks - 1) + every;

    internal long After(long ticks) => AtOrBefore(ticks) + every;
}
