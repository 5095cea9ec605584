namespace DigitalTwin.Sdk.Control;

/// <summary>The texts with which one property is refused.</summary>
internal readonly record struct SampleReasons(string Unknown, string NotGood, string Stale)
{
    internal static SampleReasons Of(string subject, TimeSpan maxAge) => new(
        $"{subject} is unknown",
        $"{subject} is not Good",
        maxAge == TimeSpan.MaxValue ? $"{subject} is stale" : $"{subject} is older than {maxAge}, or from the future");
}
