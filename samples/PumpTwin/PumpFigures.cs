using DigitalTwin.Sdk.Analytics;

namespace DigitalTwin.Sdk.Samples.PumpTwin;

/// <summary>Judges a run of the pump twin. Every bound is stated here.</summary>
internal static class PumpFigures
{
    internal static Verdict Of(RunRecord run)
    {
        var twin = run.Twin;
        var truth = run.Drive.Truth[^1].HeadLoss;
        var estimate = run.Log.Estimates[^1].HeadLoss;
        var onset = PumpStory.Start + PumpStory.Onset;
        var raised = twin.Findings.Where(f => f.Kind == FindingKind.Raised).Select(f => f.Time).ToList();
        var found = raised.Where(t => t >= onset).Select(t => (DateTimeOffset?)t).FirstOrDefault();
        var commands = twin.WriteBack.Counters;
        var reads = twin.Connection.Mappings().Where(m => m.Access == ConnectorAccess.Read).ToList();
        return new Verdict("pump",
        [
            new("wearTrue", "head lost to wear at the end, true", truth * 100, "%"),
            new("wearEstimated", "head lost to wear at the end, estimated", estimate * 100, "%"),
            new("wearError", "difference of the two", Math.Abs(estimate - truth) * 100, "%", AtMost: 1),
            new("detectionDelay", "onset of wear to its detection", found is { } at ? (at - onset).TotalDays : double.NaN, "days", AtMost: 7),
            new("falseAlarms", "alarms before the onset", raised.Count(t => t < onset), AtMost: 0),
            new("marginLeft", "head margin left at the end, true", (PumpStory.HeadMargin - truth) * 100, "%", AtLeast: 1),
            new("marginGoneWithoutTwin", "day on which it would be gone without the twin", run.Unassisted.MarginGoneAfter.TotalDays, "day", AtMost: PumpStory.Duration.TotalDays),
            new("speedAtEnd", "speed at the end, true", run.Drive.Truth[^1].SpeedRpm, "rpm", PumpTwinComposition.GentleSpeed - 5, PumpTwinComposition.GentleSpeed + 5),
            new("commandsAccepted", "commands accepted by the guard", commands.Accepted, AtLeast: 1),
            new("commandsRefused", "commands refused by the guard", commands.Refused, AtLeast: 1),
            new("commandsVerified", "of the accepted, verified by the reported speed", commands.Verified, AtLeast: 1),
            new("commandsBrokenOff", "of the accepted, broken off by the guard", twin.BrokenOff.Count),
            new("commandsSuperseded", "of the accepted, replaced by newer ones", commands.Superseded),
            new("commandAlarms", "commands the plant did not follow", commands.Diverged, AtMost: 0),
            new("writesSent", "set-points sent, every step of the ramp", commands.Sent),
            new("writesOutsideGuard", "set-points outside range or slew, seen by the plant", run.Drive.CommandsOutside + run.Link.UnreadableCommands, AtMost: 0),
            new("messagesAccepted", "messages accepted by the broker, readings in the drive", run.Link.Accepted, AtLeast: run.Drive.Sent),
            new("messagesLost", "of these, lost on the way to the twin", run.Link.Accepted - run.Pacer.Arrived, AtLeast: 0, AtMost: 0),
            new("backlog", "of these, waiting for the twin when the link broke", run.Drive.Backlog, AtLeast: run.Drive.BacklogWanted > 0 ? run.Drive.BacklogWanted : null),
            new("samplesIn", "samples in", reads.Sum(m => m.Consumed)),
            new("samplesRepeated", "of these, delivered again after the link broke", reads.Sum(m => m.Duplicate), AtLeast: run.Drive.BacklogWanted > 0 ? 1 : null),
            new("samplesCleaned", "samples that went through cleaning", twin.Counts.Cleaned),
            new("samplesFlagged", "samples flagged: spikes, frozen, missing", twin.Counts.Flagged + reads.Sum(m => m.Failed), AtLeast: 100),
            new("failures", "failures in the twin's lane", run.Failures, AtMost: 0),
            new("interruptions", "interruptions of the link", run.Interruptions),
            new("wallTime", "real time taken", run.WallTime.TotalSeconds, "s", AtMost: 60 + (60 * run.Interruptions)),
        ]);
    }
}
