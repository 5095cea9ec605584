namespace DigitalTwin.Sdk.Control;

/// <summary>What a rule says about a value: let it pass, change it, or refuse it. The default refuses nothing and so is never used unmade.</summary>
internal readonly record struct GuardVerdict(double Value, string? Denial)
{
    internal bool IsDenied => Denial is not null;

    internal static GuardVerdict Allow(double value) => new(value, null);

    internal static GuardVerdict Deny(string reason) => new(double.NaN, reason);
}
