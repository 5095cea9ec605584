namespace DigitalTwin.Sdk;

/// <summary>What a subscriber of the change feed wants and how long its queue may grow.</summary>
public sealed class ChangeFeedOptions
{
    /// <summary>Only changes of this twin.</summary>
    /// <value>Null by default: all twins.</value>
    public Twin? Twin { get; set; }

    /// <summary>Only changes of twins of this model or of one that extends it.</summary>
    /// <value>Null by default: all models.</value>
    public string? Model { get; set; }

    /// <summary>Only changes that touch this property (<c>flow</c>, <c>motor/current</c>) or, if it ends with a slash, any of that component (<c>motor/</c>). Concerns property changes only.</summary>
    /// <value>Null by default: all properties.</value>
    public string? Path { get; set; }

    /// <summary>Only these kinds. Without <see cref="TwinChangeKind.Snapshot"/> the feed starts with the first change after subscribing.</summary>
    /// <value><see cref="TwinChangeKind.All"/> by default.</value>
    public TwinChangeKind Kinds { get; set; } = TwinChangeKind.All;

    /// <summary>How many changes may wait, per lane of the graph; rounded up to a power of two.</summary>
    /// <value>4,096 by default; 2 to 16,777,216.</value>
    public int Capacity { get; set; } = 4096;

    /// <summary>What happens when the queue is full.</summary>
    /// <value><see cref="OverflowPolicy.DropOldest"/> by default.</value>
    public OverflowPolicy Overflow { get; set; }

    /// <summary>How long a writer waits for room under <see cref="OverflowPolicy.Wait"/>.</summary>
    /// <value>1 second by default.</value>
    public TimeSpan WaitLimit { get; set; } = TimeSpan.FromSeconds(1);

    internal ChangeFeedOptions Copy()
    {
        if (Capacity is < 2 or > 1 << 24)
            throw new ArgumentOutOfRangeException(nameof(Capacity), Capacity, "The capacity of a change feed must be 2 to 16,777,216.");
        if (!Enum.IsDefined(Overflow))
            throw new ArgumentOutOfRangeException(nameof(Overflow), Overflow, "Unknown overflow policy.");
        if (WaitLimit <= TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(WaitLimit), WaitLimit, "The wait limit must be above zero.");
        return (ChangeFeedOptions)MemberwiseClone();
    }
}
