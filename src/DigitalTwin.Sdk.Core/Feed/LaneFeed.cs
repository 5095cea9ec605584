using System.Numerics;
using System.Runtime.CompilerServices;

namespace DigitalTwin.Sdk;

/// <summary>Hands a lane's changes to its subscribers' rings. Publishing happens under the lane's gate; the list changes under it too.</summary>
internal sealed class LaneFeed
{
    /// <summary>How many numbers are gathered before they go to the rings.</summary>
    private const int StageSize = 64;
    private readonly AlignedArray<FeedEntry> _stage = new(StageSize);
    private int _staged;
    private ChangeOrigin? _stagedOrigin;
    private LaneSubscriber[] _all = [];
    private Dictionary<int, LaneSubscriber[]> _byRow = [];
    private bool _hasRows;
    private volatile bool _hasSubscribers;
    private volatile LaneSubscriber[] _waiters = [];

    // By number. A place is filled before the first entry that names it is published, and stays as it is.
    private PropertyDefinition?[] _definitions = [];

    internal bool HasSubscribers => _hasSubscribers;

    /// <summary>Whether one more fits for every subscriber, as far as is known without looking at the readers' side. Caller holds the gate.</summary>
    internal bool HasRoom
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            foreach (var subscriber in _all)
            {
                if (!subscriber.Ring.HasKnownRoomFor(_staged + 1))
                    return false;
            }

            return !_hasRows;
        }
    }

    /// <summary>Whether numbers have been gathered that subscribers do not see yet.</summary>
    internal bool HasStaged
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Volatile.Read(ref _staged) > 0;
    }

    /// <summary>Hands an event to whoever wants it. Caller holds the gate.</summary>
    internal void Publish(in TwinChange change, int row)
    {
        Flush(change.Twin.Lane);
        object? boxed = null;
        foreach (var subscriber in _all)
            subscriber.Offer(change, ref boxed);
        if (_hasRows && _byRow.TryGetValue(row, out var some))
        {
            foreach (var subscriber in some)
                subscriber.Offer(change, ref boxed);
        }
    }

    /// <summary>Hands a reported number to whoever wants it, without allocating. Caller holds the gate.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Publish(
        Lane lane, PropertyDefinition definition, int row, long revision, long oldBits, Quality oldQuality, in Cell value, ChangeOrigin origin)
    {
        if (_staged > 0)
            Flush(lane);
        if ((uint)definition.Number >= (uint)_definitions.Length || _definitions[definition.Number] is null)
            Remember(definition);
        foreach (var subscriber in _all)
            subscriber.Offer(lane, definition, row, revision, oldBits, oldQuality, value, origin);
        if (_hasRows)
            PublishToRow(lane, definition, row, revision, oldBits, oldQuality, value, origin);
    }

    /// <summary>
    /// Gathers a reported number; whoever does so calls <see cref="Flush"/> at the end. Caller holds the gate and has seen <see cref="HasRoom"/>.
    /// </summary>
    /// <remarks>
    /// A ring's cache lines have to come back from its reader's core. Stored one now and one then, each of them is waited for; stored in
    /// a row, the processor fetches them ahead.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Stage(Lane lane, PropertyDefinition definition, int row, long revision, long oldBits, Quality oldQuality, in Cell value, ChangeOrigin origin)
    {
        if (_all.Length == 0)
            return;
        if ((uint)definition.Number >= (uint)_definitions.Length || _definitions[definition.Number] is null)
            Remember(definition);
        if (_staged == StageSize || (_staged > 0 && _stagedOrigin != origin))
            Flush(lane);
        if (_staged == 0)
            _stagedOrigin = origin;
        _stage.At(_staged++).Set(definition, row, revision, oldBits, oldQuality, value);
    }

    /// <summary>Hands on what was gathered. Caller holds the gate.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void Flush(Lane lane)
    {
        if (_staged == 0)
            return;
        var entries = _stage.Span[.._staged];

        // Before they are offered: whatever happens on the way, nothing is handed on twice.
        _staged = 0;
        foreach (var subscriber in _all)
            subscriber.Offer(lane, entries, _stagedOrigin!);
    }

    /// <summary>The property that an entry of a ring names.</summary>
    internal PropertyDefinition DefinitionOf(int number) => Volatile.Read(ref _definitions)[number]!;

    /// <summary>Whether every subscriber that makes writers wait has room for what was gathered and one more. Caller holds the gate.</summary>
    internal bool WaitersHaveRoom
    {
        get
        {
            foreach (var waiter in _waiters)
            {
                if (!waiter.Ring.HasRoomFor(_staged + 1))
                    return false;
            }

            return true;
        }
    }

    /// <summary>Whether a subscriber that makes writers wait has no room. Outside the gate.</summary>
    internal bool HasToWait
    {
        get
        {
            foreach (var waiter in _waiters)
            {
                if (!waiter.Ring.HasRoom)
                    return true;
            }

            return false;
        }
    }

    /// <summary>Waits, outside the gate, until every subscriber that makes writers wait has room for one more; false if one will not have it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool WaitForRoom()
    {
        var all = true;
        foreach (var waiter in _waiters)
        {
            if (!waiter.Ring.HasRoom)
                all &= waiter.WaitForRoom();
        }

        return all;
    }

    /// <summary>Adds a subscriber. Caller holds the gate.</summary>
    internal void Add(Lane lane, LaneSubscriber subscriber, int? row)
    {
        Flush(lane);
        if (row is { } r)
            _byRow = new Dictionary<int, LaneSubscriber[]>(_byRow) { [r] = [.. _byRow.GetValueOrDefault(r, []), subscriber] };
        else
            _all = [.. _all, subscriber];
        Changed();
    }

    /// <summary>Removes a subscriber. Caller holds the gate.</summary>
    internal void Remove(Lane lane, LaneSubscriber subscriber, int? row)
    {
        Flush(lane);
        if (row is { } r)
        {
            var rest = Array.FindAll(_byRow.GetValueOrDefault(r, []), s => s != subscriber);
            _byRow = new Dictionary<int, LaneSubscriber[]>(_byRow);
            if (rest.Length == 0)
                _byRow.Remove(r);
            else
                _byRow[r] = rest;
        }
        else
        {
            _all = Array.FindAll(_all, s => s != subscriber);
        }

        Changed();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void PublishToRow(
        Lane lane, PropertyDefinition definition, int row, long revision, long oldBits, Quality oldQuality, in Cell value, ChangeOrigin origin)
    {
        if (!_byRow.TryGetValue(row, out var some))
            return;
        foreach (var subscriber in some)
            subscriber.Offer(lane, definition, row, revision, oldBits, oldQuality, value, origin);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Remember(PropertyDefinition definition)
    {
        var definitions = _definitions;
        if (definition.Number >= definitions.Length)
            Array.Resize(ref definitions, (int)BitOperations.RoundUpToPowerOf2((uint)definition.Number + 1));
        definitions[definition.Number] = definition;
        Volatile.Write(ref _definitions, definitions);
    }

    private void Changed()
    {
        _hasRows = _byRow.Count > 0;
        _hasSubscribers = _all.Length > 0 || _byRow.Count > 0;
        _waiters = [.. _all.Concat(_byRow.Values.SelectMany(s => s)).Where(s => s.MakesWritersWait)];
    }
}
