namespace DigitalTwin.Sdk.Connectors;

/// <summary>How an outbox works. Copied when it is opened.</summary>
public sealed class OutboxOptions
{
    private const int MostInFlight = 1_000;

    /// <summary>Where messages wait, and how many.</summary>
    /// <value>The folder must be given.</value>
    public StoreOptions Store { get; } = new();

    /// <summary>How many times as fast as they came messages that have waited are sent, so that the other side is not stormed after an outage.</summary>
    /// <value>Infinity by default: as fast as the other side confirms. Above 1, or the backlog would never end.</value>
    public double ReplaySpeed { get; set; } = double.PositiveInfinity;

    /// <summary>How many messages may wait for confirmation at the same time. More than one is faster over a slow link; after a broken one those not confirmed are sent again, in order.</summary>
    /// <value>1 by default; 1 to 1,000.</value>
    public int MaxInFlight { get; set; } = 1;

    /// <summary>Pauses before a message is sent again.</summary>
    public ReconnectOptions Retry { get; } = new();

    internal IEnumerable<string> Validate()
    {
        foreach (var problem in Store.Validate())
            yield return problem;
        if (!(ReplaySpeed > 1))
            yield return $"{nameof(OutboxOptions)}.{nameof(ReplaySpeed)} must be above 1, not {ReplaySpeed}.";
        if (MaxInFlight is < 1 or > MostInFlight)
            yield return $"{nameof(OutboxOptions)}.{nameof(MaxInFlight)} must be 1 to {MostInFlight}, not {MaxInFlight}.";
        foreach (var problem in Retry.Validate())
            yield return $"{nameof(OutboxOptions)}.{nameof(Retry)}: {problem}";
    }
}
