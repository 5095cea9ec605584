using DigitalTwin.Sdk.Analytics;
using DigitalTwin.Sdk.Control;
using DigitalTwin.Sdk.Physics;

namespace DigitalTwin.Sdk.Samples.PumpTwin;

/// <summary>The parts of the composed twin that the view, the report and the check look at.</summary>
internal sealed record ComposedPump(
    TwinRuntimeBuilder Builder,
    PumpProperties Properties,
    PumpConnection Connection,
    KalmanEstimate Estimate,
    Signal<AnomalyScore> Wear,
    WriteBack WriteBack,
    SpeedAdvice Advice,
    CleaningCounts Counts,
    IReadOnlyCollection<Finding> Findings)
{
    internal Twin Pump => Properties.Pump;

    internal Property<double> Flow => Properties.Flow;

    internal Property<double> Head => Properties.Head;

    internal Property<double> Power => Properties.Power;

    internal Property<double> Vibration => Properties.Vibration;

    internal Property<double> Bearing => Properties.Bearing;

    internal Setpoint<double> Speed => Properties.Speed;

    internal Property<long> Sequence => Properties.Sequence;

    internal required Property<double> HeadLoss { get; init; }

    /// <summary>Accepted commands that the guard ended before the plant had followed: an input became doubtful on the way. What is still wanted is accepted anew, as another command.</summary>
    internal IReadOnlySet<Guid> BrokenOff
    {
        get
        {
            var records = WriteBack.Journal.Records;
            var accepted = records.Where(r => r.Event == CommandEvent.Accepted).Select(r => r.CommandId).ToHashSet();
            return records.Where(r => r.Event == CommandEvent.Refused && accepted.Contains(r.CommandId)).Select(r => r.CommandId).ToHashSet();
        }
    }

    /// <summary>Whether a command has been handed to the connector and not been answered yet.</summary>
    internal bool IsCommandOnItsWay
    {
        get
        {
            var counters = WriteBack.Counters;
            return counters.Sent > counters.Acknowledged + counters.Failed;
        }
    }
}
