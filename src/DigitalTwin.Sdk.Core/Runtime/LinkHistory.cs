namespace DigitalTwin.Sdk;

/// <summary>What a connector's link went through: its last states, and where it was lost. Thread-safe.</summary>
internal sealed class LinkHistory(string connector)
{
    /// <summary>How many lines are kept; older ones make room.</summary>
    internal const int Lines = 100;
    private readonly Lock _lock = new();
    private readonly Queue<ConnectorEvent> _events = new();
    private long _lastPost = long.MinValue;
    private (DateTimeOffset Last, string Reason)? _loss;

    internal IReadOnlyList<ConnectorEvent> Events
    {
        get
        {
            lock (_lock)
                return [.. _events];
        }
    }

    /// <summary>A sample came. Once a sample, so it is one write.</summary>
    internal void NotePost(long arrivalTicks) => Volatile.Write(ref _lastPost, arrivalTicks);

    /// <summary>The connector has come into a state.</summary>
    /// <returns>The gap that ends with it; null if none does.</returns>
    internal LinkGap? Note(DateTimeOffset now, ConnectorState before, ConnectorState after, string reason)
    {
        lock (_lock)
        {
            if (_events.Count == Lines)
                _events.Dequeue();
            _events.Enqueue(new ConnectorEvent(now, after, reason));
            if (before == ConnectorState.Connected && after is ConnectorState.Reconnecting or ConnectorState.Faulted)
                _loss = (LastBefore(now), reason);
            if (after != ConnectorState.Connected || _loss is not { } loss)
                return null;
            _loss = null;
            return new LinkGap(connector, loss.Last, now, loss.Reason);
        }
    }

    private DateTimeOffset LastBefore(DateTimeOffset now)
    {
        var last = Volatile.Read(ref _lastPost);
        return last < 0 || last > now.UtcTicks ? now : new DateTimeOffset(last, TimeSpan.Zero);
    }
}
