namespace DigitalTwin.Sdk;

/// <summary>In what share of a window that ends now something was up. Works in the twin's lane; O(1) per change, and bounded however often it changes.</summary>
internal sealed class UpTimeWindow(long windowTicks, long startTicks)
{
    // With more changes than this in one window, it shrinks to the latest of them.
    private const int MostSpans = 256;
    private readonly Queue<(long From, long To, bool IsUp)> _past = new();
    private long _pastUp;
    private long _from = startTicks;

    internal bool IsUp { get; private set; }

    internal int Spans => _past.Count + 1;

    internal void Note(bool isUp, long now)
    {
        if (isUp == IsUp)
            return;
        if (now > _from)
        {
            _past.Enqueue((_from, now, IsUp));
            _pastUp += IsUp ? now - _from : 0;
            _from = now;
        }

        IsUp = isUp;
        while (_past.Count >= MostSpans)
            Forget();
    }

    internal double Share(long now)
    {
        var begin = now - windowTicks;
        while (_past.TryPeek(out var oldest) && oldest.To <= begin)
            Forget();
        var up = _pastUp + (IsUp ? Math.Max(0, now - Math.Max(_from, begin)) : 0);
        var first = _from;
        if (_past.TryPeek(out var partly))
        {
            first = partly.From;
            up -= partly.IsUp ? Math.Max(0, begin - partly.From) : 0;
        }

        var covered = now - Math.Max(begin, first);
        return covered > 0 ? (double)up / covered : IsUp ? 1 : 0;
    }

    private void Forget()
    {
        var (from, to, isUp) = _past.Dequeue();
        _pastUp -= isUp ? to - from : 0;
    }
}
