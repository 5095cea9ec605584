using System.Diagnostics.CodeAnalysis;

namespace DigitalTwin.Sdk;

/// <summary>
/// One event of the change feed: what happened to one twin in one revision, why, and what it was before. Immutable.
/// </summary>
/// <remarks>All properties changed by one <see cref="Twin.Mutate"/> come in one event with one revision.</remarks>
public readonly struct TwinChange
{
    private readonly PropertyChange _first;
    private readonly object? _payload;
    private readonly byte _count;

    internal TwinChange(Twin twin, TwinChangeKind kind, long revision, long recordTicks, ChangeOrigin origin, in PropertyChange change)
    {
        Twin = twin;
        Kind = kind;
        Revision = revision;
        RecordTicks = recordTicks;
        Origin = origin;
        _first = change;
        _count = 1;
    }

    internal TwinChange(Twin twin, TwinChangeKind kind, long revision, long recordTicks, ChangeOrigin origin, object? payload)
    {
        Twin = twin;
        Kind = kind;
        Revision = revision;
        RecordTicks = recordTicks;
        Origin = origin;
        _payload = payload;
    }

    /// <summary>The twin.</summary>
    public Twin Twin { get; }

    /// <summary>What happened; one kind, or <see cref="TwinChangeKind.Updated"/> and <see cref="TwinChangeKind.Desired"/> together.</summary>
    public TwinChangeKind Kind { get; }

    /// <summary>The twin's revision after the change; unchanged from the event before for <see cref="TwinChangeKind.Late"/> and <see cref="TwinChangeKind.Telemetry"/>.</summary>
    public long Revision { get; }

    /// <summary>When the change was made, 100 ns UTC: arrival time of the sample, clock of the writer, or the moment the value grew stale.</summary>
    public long RecordTicks { get; }

    /// <summary>When the change was made, UTC.</summary>
    public DateTimeOffset RecordTime => new(RecordTicks, TimeSpan.Zero);

    /// <summary>Who or what made the change.</summary>
    public ChangeOrigin Origin { get; }

    /// <summary>How many properties changed.</summary>
    public int Count => _count == 1 ? 1 : (_payload as ChangeSet)?.Properties.Length ?? 0;

    /// <summary>The twin's state, for <see cref="TwinChangeKind.Snapshot"/>; else null.</summary>
    public TwinSnapshot? Snapshot => _payload as TwinSnapshot;

    /// <summary>The relationship, for the two relationship kinds; else null.</summary>
    public Relationship? Relationship => _payload as Relationship;

    /// <summary>What changed among the desired values; empty if nothing.</summary>
    public IReadOnlyList<DesiredChange> Desired => (_payload as ChangeSet)?.Desired ?? [];

    /// <summary>The event, for <see cref="TwinChangeKind.Telemetry"/>; else null.</summary>
    public TelemetryEvent? Telemetry => _payload as TelemetryEvent;

    /// <summary>The twin's health, for <see cref="TwinChangeKind.LifeCycle"/>; else null.</summary>
    public TwinHealth? Health => _payload as TwinHealth;

    /// <summary>One of the changed properties.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> - 1, in the order of the mutation, derived properties last.</param>
    [UnscopedRef]
    public ref readonly PropertyChange this[int index]
    {
        get
        {
            if (_count == 1 && index == 0)
                return ref _first;
            if (_payload is ChangeSet many)
                return ref many.Properties[index];
            throw new ArgumentOutOfRangeException(nameof(index), index, "There is no such property in this change.");
        }
    }

    /// <summary>Looks for a property's part of the change.</summary>
    /// <param name="name">Name of the property, with its component if it has one.</param>
    /// <param name="change">Its part; default if it is not there.</param>
    public bool TryGet(string name, out PropertyChange change)
    {
        for (var i = 0; i < Count; i++)
        {
            if (string.Equals(this[i].Definition.Name, name, StringComparison.Ordinal))
            {
                change = this[i];
                return true;
            }
        }

        change = default;
        return false;
    }

    /// <summary>Twin, revision, kind and changes, for logs.</summary>
    public override string ToString()
    {
        var parts = new List<string>();
        for (var i = 0; i < Count; i++)
            parts.Add(this[i].ToString());
        return FormattableString.Invariant($"{Twin?.Id}@{Revision} {Kind} by {Origin?.Cause}: {string.Join(", ", parts)}");
    }
}
