using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DigitalTwin.Sdk;

/// <summary>
/// Lets one thread at a time into a lane, and leans towards the thread that keeps coming: its entry costs two plain memory
/// operations and no bus lock, so that the memory misses of successive writes overlap.
/// </summary>
/// <remarks>
/// Asymmetric Dekker lock. The favoured thread announces itself with a plain store and then looks whether its favour is being revoked;
/// a revoking thread raises that flag, forces a barrier on every core of the process (<see cref="Interlocked.MemoryBarrierProcessWide"/>,
/// about a microsecond) and waits for the favoured thread to leave. Each favour is an object of its own and is never granted again, so
/// a thread that was held up between two steps can only touch a favour that is over. Revoking is rare: after it the gate is an ordinary
/// lock until one thread has come <see cref="FavourAfter"/> times in a row. Not reentrant. User code never runs inside.
/// </remarks>
internal sealed class LaneGate
{
    private const int FavourAfter = 64;
    private readonly Lock _slow = new();
    private Favour? _favour;
    private int _lastSlow;
    private int _slowRun;

    /// <summary>Enters, waiting if need be. The answer goes to <see cref="Exit"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Favour? Enter()
    {
        if (TryEnterFavoured() is { } favour)
            return favour;
        EnterSlow();
        return null;
    }

    /// <summary>Enters if the calling thread is favoured; otherwise gives null and has not entered.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Favour? TryEnterFavoured()
    {
        var favour = Volatile.Read(ref _favour);
        if (favour is null || favour.Thread != Environment.CurrentManagedThreadId)
            return null;
        Volatile.Write(ref favour.Inside, 1);
        if (Volatile.Read(ref favour.Revoked) == 0)
            return favour;
        Volatile.Write(ref favour.Inside, 0);
        return null;
    }

    /// <summary>Leaves.</summary>
    /// <param name="entry">What <see cref="Enter"/> answered.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Exit(Favour? entry)
    {
        if (entry is not null)
            Volatile.Write(ref entry.Inside, 0);
        else
            ExitSlow();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void EnterSlow()
    {
        _slow.Enter();
        if (_favour is not { } favour)
            return;
        Volatile.Write(ref favour.Revoked, 1);
        Interlocked.MemoryBarrierProcessWide();
        var spin = default(SpinWait);
        while (Volatile.Read(ref favour.Inside) != 0)
            spin.SpinOnce(sleep1Threshold: -1);
        Volatile.Write(ref _favour, null);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ExitSlow()
    {
        var thread = Environment.CurrentManagedThreadId;
        _slowRun = _lastSlow == thread ? _slowRun + 1 : 0;
        _lastSlow = thread;
        if (_slowRun >= FavourAfter)
        {
            _slowRun = 0;
            Volatile.Write(ref _favour, new Favour(thread));
        }

        _slow.Exit();
    }

    /// <summary>One thread's favour, from being granted to being revoked.</summary>
    internal sealed class Favour(int thread)
    {
        internal readonly int Thread = thread;
        private Flags _flags;

        internal ref int Inside => ref _flags.Inside;

        internal ref int Revoked => ref _flags.Revoked;
    }

    /// <summary>In cache lines of their own: the favoured thread stores twice with every write, and nothing that another core reads may lie beside.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Flags
    {
        [FieldOffset(128)]
        internal int Inside;

        [FieldOffset(132)]
        internal int Revoked;
    }
}
