namespace DigitalTwin.Sdk.Connectors;

/// <summary>What happened to the messages of an outbox since it was opened.</summary>
/// <param name="Sent">Messages that the other side has confirmed.</param>
/// <param name="Replayed">Of these, messages that had waited.</param>
/// <param name="Expired">Messages not sent, as they had lost their meaning.</param>
/// <param name="Rejected">Messages that the other side will never take.</param>
/// <param name="Retries">Attempts that failed and were followed by another.</param>
/// <param name="Store">What happened in the store: taken, refused, dropped, pending.</param>
public readonly record struct OutboxCounters(long Sent, long Replayed, long Expired, long Rejected, long Retries, StoreCounters Store);
