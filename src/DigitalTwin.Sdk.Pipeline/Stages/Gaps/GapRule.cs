namespace DigitalTwin.Sdk.Pipeline;

/// <summary>What a gap is and what is done about it.</summary>
internal sealed record GapRule(TimeSpan LongerThan, GapFill Fill, TimeSpan Every, TimeSpan Limit, double Substitute, Func<DateTimeOffset, double>? Model = null)
{
    /// <summary>Whether values stand in for what is missing, so that Bad samples in between have nothing to say.</summary>
    internal bool HasValues => IsKnownAhead || Fill == GapFill.Linear;

    /// <summary>Whether the values are known before the gap has closed.</summary>
    internal bool IsKnownAhead => Fill is GapFill.Hold or GapFill.Constant or GapFill.Model;
}
