using DigitalTwin.Sdk.Analytics;
using DigitalTwin.Sdk.Control;

namespace DigitalTwin.Sdk.Samples.PumpTwin;

/// <summary>The story of a run in plots.</summary>
internal static class PumpReport
{
    private const string Blue = "#1f6fb4";
    private const string Orange = "#e07b00";
    private const string Green = "#2e8b57";
    private const string Red = "#c62828";
    private const string Grey = "#999999";

    internal static Task<string> WriteAsync(RunRecord run, Verdict verdict, string file, CancellationToken stop)
    {
        var found = run.Twin.Findings.Where(f => f.Kind == FindingKind.Raised).Select(f => Day(f.Time)).FirstOrDefault(double.NaN);
        var slowed = run.Twin.WriteBack.Journal.Records.Where(r => r.Event == CommandEvent.Verified).Select(r => Day(r.Time)).LastOrDefault(double.NaN);
        return new HtmlPage(FormattableString.Invariant($"Pump twin: {PumpStory.Duration.TotalDays:0} days of pump-101"))
            .Text(Story(run, found, slowed))
            .Heading("Head lost to wear")
            .Text("The band is what the filter claims. It knows the pump from its data sheet only; the offset from the truth is what the real curves differ.")
            .Plot(Wear(run, found, slowed))
            .Heading("Speed").Plot(Speed(run, found, slowed))
            .Heading("The way down")
            .Text("No step is larger than the guard allows; the write counts as done when the speed that the drive reports agrees.")
            .Plot(Ramp(run, found, slowed))
            .Heading("Head residual: measured less expected of a healthy pump").Plot(Residual(run, found))
            .Heading("Electrical power").Plot(Power(run, slowed))
            .Heading("What cleaning did: head").Text("The transmitter fails on day 8 for six hours; single readings jump all the time.").Plot(CloseUp(run.Log.Head, "head, m", (25, 55)))
            .Heading("What cleaning did: flow").Text("The meter freezes on day 12 for half a day.").Plot(CloseUp(run.Log.Flow, "flow, m³/h", (100, 320)))
            .Heading("Figures").Figures(verdict)
            .Heading("Commands")
            .Text("An accepted command ends verified (the plant reports the value), replaced by a newer one, or broken off because an input was no longer good. "
                + "A value that is still wanted after that is accepted anew, as another command; so fewer commands are verified than accepted.")
            .Table(["day", "event", "requested, rpm", "value, rpm", "reason"], Commands(run))
            .Heading("Refused by the guard").Table(["rule", "reason", "times"], Refusals(run))
            .WriteAsync(file, stop);
    }

    // Numbers in the invariant culture: that is what the project is built with.
    private static string Story(RunRecord run, double found, double slowed) =>
        $"The impeller begins to wear on day {PumpStory.Onset.TotalDays:0}; no sensor measures that. The twin found it on day {found:0.0}, "
        + $"slowed the pump from {PumpTwinComposition.UsualSpeed:0} to {PumpTwinComposition.GentleSpeed:0} rpm, "
        + $"and saw the plant follow on day {slowed:0.0}. "
        + $"Left alone, the pump would have used up its head margin on day {run.Unassisted.MarginGoneAfter.TotalDays:0.0}.";

    private static (double, double) Days => (0, PumpStory.Duration.TotalDays);

    private static double Day(DateTimeOffset time) => (time - PumpStory.Start).TotalDays;

    private static Chart Wear(RunRecord run, double found, double slowed)
    {
        var log = run.Log.Estimates;
        return new Chart("head loss, % of rated head", Days, (-1, 12), 340)
            .Band([.. log.Select(e => (Day(e.Time), Percent(e, -2), Percent(e, 2)))], Blue, "estimate ± 2 standard deviations")
            .Line(log.Select(e => (Day(e.Time), Percent(e, 0))), Blue, "estimate")
            .Line(run.Drive.Truth.Select(t => (Day(t.Time), 100 * t.HeadLoss)), Orange, "truth")
            .Line(run.Unassisted.Truth.Select(t => (Day(t.Time), 100 * t.HeadLoss)), Grey, "truth without the twin", isDashed: true)
            .Level(100 * PumpStory.HeadMargin, Red, "head margin")
            .Event(PumpStory.Onset.TotalDays, "wear begins")
            .Event(found, "wear found")
            .Event(slowed, "slowed down, verified")
            .Event(run.Unassisted.MarginGoneAfter.TotalDays, "margin gone without the twin");
    }

    private static double Percent(EstimatePoint e, double deviations) => 100 * (e.HeadLoss + (deviations * e.Deviation));

    private static Chart Speed(RunRecord run, double found, double slowed) =>
        new Chart("speed, rpm", Days, (1100, 1500), 220)
            .Line(run.Log.Speed.Select(s => (Day(s.Time), s.Value)), Green, "reported speed")
            .Level(1480, Red, "limits of the guard").Level(1150, Red, "")
            .Event(found, "wear found").Event(slowed, "verified");

    private static Chart Ramp(RunRecord run, double found, double slowed)
    {
        var sent = run.Twin.WriteBack.Journal.Records.Where(r => r.Event == CommandEvent.Sent && Day(r.Time) >= found).ToList();
        var range = double.IsFinite(found) && slowed > found ? (-0.1, ((slowed - found) * 24) + 0.2) : (0.0, 1.0);
        return new Chart("speed, rpm", range, (1180, 1470), 240, "hours since wear was found")
            .Line(run.Log.Speed.Select(s => (Hour(s.Time), s.Value)).Where(p => p.Item1 >= range.Item1 && p.Item1 <= range.Item2), Green, "reported speed")
            .Dots(sent.Select(r => (Hour(r.Time), r.Value)), Orange, "set-points sent")
            .Event(0, "wear found").Event((slowed - found) * 24, "verified");

        double Hour(DateTimeOffset time) => (Day(time) - found) * 24;
    }

    private static Chart Residual(RunRecord run, double found) =>
        new Chart("residual, standard deviations", Days, (-3, 2), 240)
            .Line(run.Log.Estimates.Select(e => (Day(e.Time), e.Residual)), Blue, "residual of the head")
            .Event(10, "detector has learned what is usual")
            .Event(PumpStory.Onset.TotalDays, "wear begins")
            .Event(found, "alarm");

    private static Chart Power(RunRecord run, double slowed) =>
        new Chart("power, kW", Days, (10, 40), 240)
            .Line(run.Unassisted.Truth.Select(t => (Day(t.Time), t.PowerKilowatt)), Grey, "without the twin")
            .Line(run.Log.Power.Select(s => (Day(s.Time), s.Value)), Green, "measured")
            .Event(slowed, "slowed down");

    private static Chart CloseUp(IReadOnlyList<Sample<double>> samples, string label, (double, double) range) =>
        new Chart(label, (Logbook.CloseUpFrom.TotalDays, Logbook.CloseUpUntil.TotalDays), range, 240)
            .Line(samples.Select(s => (Day(s.Time), s.Quality.IsGood ? s.Value : double.NaN)), Blue, "good")
            .Dots(samples.Where(s => !s.Quality.IsGood && !s.Quality.Has(Quality.ConversionError)).Select(s => (Day(s.Time), s.Value)), Red, "flagged: kept, not used");

    /// <summary>What became of commands that were accepted; the steps of a ramp are one line each and left out.</summary>
    private static IEnumerable<IReadOnlyList<string>> Commands(RunRecord run) => run.Twin.WriteBack.Journal.Records
        .Where(r => r.Event is not (CommandEvent.Sent or CommandEvent.Acknowledged) && (r.Event != CommandEvent.Refused || run.Twin.BrokenOff.Contains(r.CommandId)))
        .Take(100)
        .Select(r => (IReadOnlyList<string>)[Text(Day(r.Time), "0.000"), r.Event.ToString(), Text(r.Requested, "0"), Text(r.Value, "0.0"), r.Reason]);

    private static IEnumerable<IReadOnlyList<string>> Refusals(RunRecord run) => run.Twin.WriteBack.Journal.Records
        .Where(r => r.Event == CommandEvent.Refused)
        .GroupBy(r => (r.Rule, r.Reason))
        .OrderByDescending(g => g.Sum(r => r.Count))
        .Take(20)
        .Select(g => (IReadOnlyList<string>)[g.Key.Rule, g.Key.Reason, Text(g.Sum(r => r.Count), "0")]);

    private static string Text(double value, string format) =>
        double.IsFinite(value) ? value.ToString(format, System.Globalization.CultureInfo.InvariantCulture) : "";
}
