namespace DigitalTwin.Sdk.Testing;

/// <summary>A timer of a <see cref="VirtualTimeProvider"/>, which guards all of its state by its lock.</summary>
internal sealed class VirtualTimer(VirtualTimeProvider clock, TimerCallback callback, object? state) : ITimer
{
    internal static readonly IComparer<VirtualTimer> ByDueTime = Comparer<VirtualTimer>.Create(
        (a, b) => a.Due != b.Due ? a.Due.CompareTo(b.Due) : a.Order.CompareTo(b.Order));

    /// <summary>When it fires next, in ticks; with <see cref="Order"/> its place in the queue, so neither changes while it is queued.</summary>
    internal long Due { get; set; }

    /// <summary>How many timers were set before it.</summary>
    internal long Order { get; set; }

    internal long Period { get; set; }

    internal bool IsQueued { get; set; }

    internal bool IsDisposed { get; set; }

    public bool Change(TimeSpan dueTime, TimeSpan period) => clock.Schedule(this, dueTime, period);

    public void Dispose() => clock.Dispose(this);

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    internal void Fire() => callback(state);
}
