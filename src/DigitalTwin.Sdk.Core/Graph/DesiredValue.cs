namespace DigitalTwin.Sdk;

/// <summary>What a set-point ought to be, kept beside what it is reported to be (semantics S1). Immutable.</summary>
/// <param name="Value">The wanted value, in the set-point's unit.</param>
/// <param name="Version">Counts changes of the wanted value; 1 is the first.</param>
/// <param name="SetBy">Who wants it.</param>
/// <param name="SetAt">Since when.</param>
/// <param name="ExpiresAt">When the wish lapses; null for never.</param>
/// <param name="Status">How far the asset has followed.</param>
/// <param name="AckVersion">The last version the asset has answered to; 0 if none.</param>
/// <param name="AckCode">Its answer as a code in the manner of HTTP: 200 done, 202 in progress, 4xx refused, 5xx failed; 0 if none.</param>
/// <param name="AckText">Its answer in words.</param>
public sealed record DesiredValue(
    double Value,
    long Version,
    string SetBy,
    DateTimeOffset SetAt,
    DateTimeOffset? ExpiresAt = null,
    DesiredStatus Status = DesiredStatus.Pending,
    long AckVersion = 0,
    int AckCode = 0,
    string AckText = "");
