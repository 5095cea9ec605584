namespace DigitalTwin.Sdk.Connectors;

/// <summary>A sample on its way: in the journal, and to the twin. Told by the twin's lane, read by the journal's loop. Reused.</summary>
internal sealed class JournalEntry : ISampleReceipt
{
    private int _isApplied;

    internal long Sequence { get; private set; }

    /// <summary>To be told once the sample is durable; null if nobody asks, or asks for another stage.</summary>
    internal ISampleReceipt? OnDurable { get; private set; }

    private ISampleReceipt? OnApplied { get; set; }

    internal bool IsApplied => Volatile.Read(ref _isApplied) != 0;

    internal JournalEntry Begin(long sequence, ISampleReceipt? onDurable, ISampleReceipt? onApplied)
    {
        (Sequence, OnDurable, OnApplied) = (sequence, onDurable, onApplied);
        Volatile.Write(ref _isApplied, 0);
        return this;
    }

    public void Applied()
    {
        OnApplied?.Applied();
        Volatile.Write(ref _isApplied, 1);
    }

    // It stays pending, and is replayed at the next start.
    public void Abandoned() => OnApplied?.Abandoned();
}
