using System.Globalization;

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

    /// <summary>Such as <c>2026-01-01 00:00:00Z to 2026-01-01 00:01:00Z: Silence, 59 filled by Hold</c>, the same in every culture.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{From:u} to {To:u}: {Cause}, {Filled} filled by {FilledBy}");
}
