namespace DigitalTwin.Sdk;

/// <summary>Where a change comes from. Make one and use it for many changes: the write path keeps the reference, it copies nothing.</summary>
/// <param name="Cause">Who or what made the change.</param>
/// <param name="Source">Name of the connector, behaviour or actor; empty if unknown.</param>
/// <param name="TraceId">Trace id (W3C, 32 hex digits) that the change belongs to; empty if there is none.</param>
public sealed record ChangeOrigin(ChangeCause Cause, string Source = "", string TraceId = "")
{
    /// <summary>The host's own code, nothing further said.</summary>
    public static ChangeOrigin User { get; } = new(ChangeCause.User);

    /// <summary>A sample from the asset, nothing further said.</summary>
    public static ChangeOrigin Sensor { get; } = new(ChangeCause.Sensor);

    /// <summary>The host's own code, with the trace it runs in.</summary>
    internal static ChangeOrigin OfCaller() =>
        System.Diagnostics.Activity.Current is { IdFormat: System.Diagnostics.ActivityIdFormat.W3C } activity ? User with { TraceId = activity.TraceId.ToHexString() } : User;

    internal static ChangeOrigin Clock { get; } = new(ChangeCause.Clock);
}
