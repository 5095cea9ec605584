namespace DigitalTwin.Sdk.Pipeline;

/// <summary>A gap in a signal, told once it has closed.</summary>
/// <param name="From">Event time of the last usable sample before it, UTC.</param>
/// <param name="To">Event time of the usable sample that closed it, UTC.</param>
/// <param name="Cause">Why there was a gap; the gravest cause if there were several.</param>
/// <param name="FilledBy">What was put into it; <see cref="GapFill.Leave"/> if nothing was.</param>
/// <param name="Filled">How many samples were put into it, marks that say Bad not counted.</param>
public readonly record struct GapEvent(DateTimeOffset From, DateTimeOffset To, GapCause Cause, GapFill FilledBy, int Filled)
{
    /// <summary>How long it was.</summary>
    public TimeSpan Duration => To - From;
}
