namespace DigitalTwin.Sdk;

/// <summary>
/// What one connector says of one device's presence, on its way to the device's lane: in order, and bounded however often it is said,
/// as whoever may publish to the device's topic decides how often that is. Thread-safe.
/// </summary>
/// <remarks>That a present device is present is no news. That an absent one is absent is passed on: samples may have come since.</remarks>
internal sealed class PresenceNotes(TwinSlot slot, Action<bool> apply)
{
    private const int MostWaiting = 64;
    private readonly Lock _lock = new();
    private bool? _last;
    private int _waiting;
    private bool _isMissed;
    private bool _isAbsenceMissed;
    private long _coalesced;

    /// <summary>Notes that came while so many waited that only the last of them counts.</summary>
    internal long Coalesced => Volatile.Read(ref _coalesced);

    internal void Add(bool isPresent)
    {
        lock (_lock)
        {
            if (isPresent && _last == true)
                return;
            _last = isPresent;
            if (_waiting < MostWaiting)
            {
                Post(isPresent, isPresent);
                return;
            }

            _isMissed = true;
            _isAbsenceMissed |= !isPresent;
            _coalesced++;
        }
    }

    /// <summary>Caller holds the lock, which keeps the order.</summary>
    private void Post(bool first, bool last)
    {
        _waiting++;
        slot.Worker.PostAction(() => Run(first, last));
    }

    private void Run(bool first, bool last)
    {
        try
        {
            apply(first);
            if (last != first)
                apply(last);
        }
        finally
        {
            lock (_lock)
            {
                _waiting--;
                if (_waiting == 0 && _isMissed)
                {
                    // At the end of the queue, so that samples from before a missed absence are marked as lost too.
                    var absent = _isAbsenceMissed;
                    (_isMissed, _isAbsenceMissed) = (false, false);
                    Post(_last == true && !absent, _last == true);
                }
            }
        }
    }
}
