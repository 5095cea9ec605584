namespace DigitalTwin.Sdk.Connectors;

/// <summary>What happened to the messages of one mapping since its connector was made. All members are thread-safe.</summary>
public sealed class MappingCounters
{
    private long _consumed;
    private long _filtered;
    private long _mapped;
    private long _failed;
    private long _posted;
    private long _duplicate;
    private long _acknowledged;
    private long _published;
    private long _publishFailures;

    internal MappingCounters(string property, string address, ConnectorAccess access)
    {
        Property = property;
        Address = address;
        Access = access;
    }

    /// <summary>Twin and property, for instance <c>pump-101/flow</c>.</summary>
    public string Property { get; }

    /// <summary>Topic, node id or register, as the user wrote it.</summary>
    public string Address { get; }

    /// <summary>Whether the mapping reads or writes.</summary>
    public ConnectorAccess Access { get; }

    /// <summary>Messages that came for this mapping. Each is then filtered, mapped or failed.</summary>
    public long Consumed => Interlocked.Read(ref _consumed);

    /// <summary>Messages left out on purpose: retained ones that are not wanted, or a source that may not speak for the twin.</summary>
    public long Filtered => Interlocked.Read(ref _filtered);

    /// <summary>Messages that gave a value.</summary>
    public long Mapped => Interlocked.Read(ref _mapped);

    /// <summary>Messages that gave none: malformed, oversized, of the wrong type. Each made the property Bad.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>Samples handed to the twin's lane.</summary>
    public long Posted => Interlocked.Read(ref _posted);

    /// <summary>Messages that the transport marked as delivered again; they are handed on, and the twin drops those it already has.</summary>
    public long Duplicate => Interlocked.Read(ref _duplicate);

    /// <summary>Messages acknowledged to the transport at the chosen stage.</summary>
    public long Acknowledged => Interlocked.Read(ref _acknowledged);

    /// <summary>Writes that the other side confirmed.</summary>
    public long Published => Interlocked.Read(ref _published);

    /// <summary>Writes that failed, were refused or expired.</summary>
    public long PublishFailures => Interlocked.Read(ref _publishFailures);

    internal void CountConsumed() => Interlocked.Increment(ref _consumed);

    internal void CountFiltered() => Interlocked.Increment(ref _filtered);

    internal void CountMapped() => Interlocked.Increment(ref _mapped);

    internal void CountFailed() => Interlocked.Increment(ref _failed);

    internal void CountPosted() => Interlocked.Increment(ref _posted);

    internal void CountDuplicate() => Interlocked.Increment(ref _duplicate);

    internal void CountAcknowledged() => Interlocked.Increment(ref _acknowledged);

    internal void CountPublished() => Interlocked.Increment(ref _published);

    internal void CountPublishFailure() => Interlocked.Increment(ref _publishFailures);
}
