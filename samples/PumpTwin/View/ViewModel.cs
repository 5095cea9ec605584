using DigitalTwin.Sdk.Analytics;

namespace DigitalTwin.Sdk.Samples.PumpTwin;

/// <summary>What there is to see at the moment, taken from the twin's state; from any thread.</summary>
internal sealed class ViewModel(ComposedPump twin, TwinRuntime runtime, PlantDrive drive)
{
    internal PlantTruth Truth => drive.Now;

    internal double Day => (Truth.Time - PumpStory.Start).TotalDays;

    internal IEnumerable<(string Name, Sample<double> Sample, string Unit)> Signals =>
        new[] { twin.Flow, twin.Head, twin.Power, twin.Vibration, twin.Bearing, twin.Speed.Reported }
            .Select(p => (p.Name, runtime.Read(p), p.Unit?.Symbol ?? ""));

    internal Sample<double> HeadLoss => runtime.Read(twin.HeadLoss);

    internal TwinHealth Health => runtime.Health(twin.Pump);

    internal string Model => twin.Estimate.Validity.ToString();

    internal string Advice => twin.Advice.Text;

    internal Finding? LastFinding => twin.Findings.LastOrDefault();

    internal string Command
    {
        get
        {
            var status = twin.WriteBack.Status;
            var sent = status.Sent is { } value ? FormattableString.Invariant($"{value:0} rpm ") : "";
            return $"{sent}{status.State}{(status.Verified is { } verified ? FormattableString.Invariant($", plant holds {verified:0} rpm") : "")}";
        }
    }

    internal string Counts
    {
        get
        {
            var c = twin.WriteBack.Counters;
            return $"{c.Accepted} accepted, {c.Refused} refused, {c.Verified} verified, {c.Sent} set-points sent";
        }
    }

    internal string Line()
    {
        var flow = runtime.Read(twin.Flow);
        var head = runtime.Read(twin.Head);
        return FormattableString.Invariant($"day {Day,3:0}  flow {flow.Value,5:0.0} m³/h {flow.Quality.Level,-9}  head {head.Value,4:0.0} m {head.Quality.Level,-9}  ")
            + FormattableString.Invariant($"head loss {HeadLoss.Value * 100,5:0.00} % (true {Truth.HeadLoss * 100:0.00} %)  {Health.State}  {Advice}  [{Command}]");
    }
}
