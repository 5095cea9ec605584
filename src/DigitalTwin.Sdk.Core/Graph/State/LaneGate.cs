using System.Runtime.CompilerServices;

namespace DigitalTwin.Sdk;

/// <summary>
/// Lets one thread at a time into a lane, and leans towards the thread that keeps coming: its entry costs two plain memory
/// operations and no bus lock, so that the memory misses of successive writes overlap.
/// </summary>
/// <remarks>
/// Asymmetric Dekker lock. The favoured thread announces itself with a plain store and then looks whether it is being revoked;
/// a revoking thread raises its flag, forces a barrier on every core of the process (<see cref="Interlocked.MemoryBarrierProcessWide"/>,
/// about a microsecond) and waits for the favoured thread to leave. Revoking is rare: after it the gate is an ordinary lock until one
/// thread has come <see cref="RebiasAfter"/> times in a row. Not reentrant. User code never runs inside.
/// </remarks>
internal sealed class LaneGate
{
    private const int RebiasAfter = 64;
    private readonly Lock _slow = new();
    private int _favoured;
    private int _inside;
    private int _revoked;
    private int _lastSlow;
    private int _slowRun;

    /// <summary>Enters, waiting if need be. The answer goes to <see cref="Exit"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Enter()
    {
        if (_favoured == Environment.CurrentManagedThreadId)
        {
            Volatile.Write(ref _inside, 1);
            if (Volatile.Read(ref _revoked) == 0 && _favoured == Environment.CurrentManagedThreadId)
                return true;
            Volatile.Write(ref _inside, 0);
        }

        EnterSlow();
        return false;
    }

    /// <summary>Leaves.</summary>
    /// <param name="fast">What <see cref="Enter"/> answered.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Exit(bool fast)
    {
        if (fast)
            Volatile.Write(ref _inside, 0);
        else
            ExitSlow();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void EnterSlow()
    {
        _slow.Enter();
        if (_favoured == 0)
            return;
        Volatile.Write(ref _revoked, 1);
        Interlocked.MemoryBarrierProcessWide();
        var spin = default(SpinWait);
        while (Volatile.Read(ref _inside) != 0)
            spin.SpinOnce(sleep1Threshold: -1);
        _favoured = 0;
        Volatile.Write(ref _revoked, 0);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ExitSlow()
    {
        var thread = Environment.CurrentManagedThreadId;
        _slowRun = _lastSlow == thread ? _slowRun + 1 : 0;
        _lastSlow = thread;
        if (_slowRun >= RebiasAfter)
        {
            _slowRun = 0;
            Volatile.Write(ref _favoured, thread);
        }

        _slow.Exit();
    }
}
