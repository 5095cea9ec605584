using DigitalTwin.Sdk.Analytics;

namespace DigitalTwin.Sdk.Samples.PumpTwin;

/// <summary>The parts of the replay's twin; after the run, what each detector said of each row.</summary>
internal sealed record ReplayTwin(TwinRuntimeBuilder Builder, Property<long> Row, IReadOnlyList<Signal<AnomalyScore>> Scores)
{
    /// <summary>For each row that arrived, which sensors deviated.</summary>
    internal Dictionary<long, bool[]> Alarms { get; } = [];

    /// <summary>Listens in the twin's lane: the row number is the last thing of a message, when all detectors have spoken.</summary>
    internal void Listen(Pacer pacer)
    {
        var active = new bool[Scores.Count];
        for (var i = 0; i < active.Length; i++)
        {
            var sensor = i;
            Scores[i].Subscribe(s => active[sensor] = s.Value.IsActive);
        }

        Builder.Signal(Row).Subscribe(s =>
        {
            if (!s.Quality.IsUsable)
                return;
            Alarms[s.Value] = [.. active];
            pacer.OnWorkedOn(s.Value);
        });
    }

    /// <summary>Whether the twin calls a row, counted from 1, an anomaly.</summary>
    internal bool IsAlarm(long row) => Alarms.TryGetValue(row, out var sensors) && sensors.Count(s => s) >= ReplayComposition.SensorsNeeded;
}
