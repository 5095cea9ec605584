using System.Runtime.InteropServices;
using System.Threading.Tasks.Sources;

namespace DigitalTwin.Sdk;

/// <summary>Lets one reader sleep without a thread and many writers wake it without a fence or an allocation.</summary>
/// <remarks>
/// The reader raises its flag, forces a barrier on every core, and looks once more before it sleeps; so a writer that has published
/// before reading the flag as down has been seen, and one that reads it up wakes the reader.
/// </remarks>
internal sealed class WakeSignal : IValueTaskSource, IThreadPoolWorkItem
{
    private ManualResetValueTaskSourceCore<bool> _core;
    private Flag _flag;

    /// <summary>Writer: wakes the reader if it sleeps.</summary>
    internal void Wake()
    {
        if (Volatile.Read(ref _flag.IsUp) != 0 && Interlocked.Exchange(ref _flag.IsUp, 0) != 0)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Reader: sleeps until woken, unless there is something to do already.</summary>
    internal ValueTask SleepUnless(Func<bool> hasWork)
    {
        _core.Reset();
        Volatile.Write(ref _flag.IsUp, 1);
        Interlocked.MemoryBarrierProcessWide();
        if (hasWork() && Interlocked.Exchange(ref _flag.IsUp, 0) != 0)
            return ValueTask.CompletedTask;
        return new ValueTask(this, _core.Version);
    }

    /// <summary>Goes on with the reader, on the pool; queueing this object itself is what keeps waking free of allocation.</summary>
    void IThreadPoolWorkItem.Execute() => _core.SetResult(true);

    void IValueTaskSource.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    /// <summary>In a cache line of its own: writers look at it after every change, and must not wait for what else the reader stores.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Flag
    {
        [FieldOffset(128)]
        internal int IsUp;
    }
}
