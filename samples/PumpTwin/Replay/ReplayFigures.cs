namespace DigitalTwin.Sdk.Samples.PumpTwin;

/// <summary>Scores a replay as the benchmark does: row by row, the rows after the training ones.</summary>
internal static class ReplayFigures
{
    internal const string Note =
        "Drift, threshold and number of sensors were chosen on the benchmark's own records (in-sample). These figures show that nothing has got worse, not how well another pump would be judged.";

    // Measured on valve1/0 with these settings: F1 0.759, FAR 50.0 %, informedness 37.5 %. Other records differ too much for bounds of
    // their own (FAR 0 to 92 %), so for them only chance is to be beaten.
    private const string JudgedRecord = "valve1/0.csv";
    private const double SmallestF1 = 0.70;
    private const double LargestFalseAlarmRate = 55;
    private const double SmallestInformedness = 30;

    internal static Verdict Of(SkabFile file, ReplayTwin twin, PlantLink link, TimeSpan wallTime)
    {
        int hits = 0, falseAlarms = 0, misses = 0, quiet = 0;
        for (var i = ReplayComposition.TrainingRows; i < file.Rows.Count; i++)
        {
            var isAlarm = twin.IsAlarm(i + 1);
            if (isAlarm && file.Rows[i].IsAnomaly)
                hits++;
            else if (isAlarm)
                falseAlarms++;
            else if (file.Rows[i].IsAnomaly)
                misses++;
            else
                quiet++;
        }

        List<Figure> figures =
        [
            new("rows", "rows in the file", file.Rows.Count),
            new("rowsArrived", "rows that came through the twin", twin.Alarms.Count, AtLeast: file.Rows.Count),
            new("rowsScored", "rows scored, after the training rows", Math.Max(0, file.Rows.Count - ReplayComposition.TrainingRows)),
            new("rowsFlagged", "rows called an anomaly", hits + falseAlarms),
        ];
        if (file.HasLabels && hits + misses > 0 && falseAlarms + quiet > 0)
        {
            // Flagging nothing, everything, or at random all come to zero here.
            var far = falseAlarms / (double)(falseAlarms + quiet);
            var mar = misses / (double)(hits + misses);
            var isJudged = file.Name.Replace('\\', '/').EndsWith(JudgedRecord, StringComparison.Ordinal);
            figures.Add(new("f1", "F1 score", hits / (hits + ((falseAlarms + misses) / 2.0)), AtLeast: isJudged ? SmallestF1 : null));
            figures.Add(new("falseAlarmRate", "FAR: share of normal rows flagged", 100 * far, "%", AtMost: isJudged ? LargestFalseAlarmRate : null));
            figures.Add(new("missedAlarmRate", "MAR: share of anomalous rows missed", 100 * mar, "%"));
            figures.Add(new("informedness", "better than chance by, 100 - FAR - MAR", 100 * (1 - far - mar), "%", AtLeast: isJudged ? SmallestInformedness : 1));
        }
        else
        {
            figures.Add(new("falseAlarmRate", "FAR: share of rows flagged, none being labelled", Share(hits + falseAlarms, file.Rows.Count - ReplayComposition.TrainingRows), "%"));
        }

        figures.Add(new("interruptions", "interruptions of the link", link.Interruptions));
        figures.Add(new("wallTime", "real time taken", wallTime.TotalSeconds, "s"));
        return new Verdict("replay", figures);
    }

    private static double Share(int part, int whole) => whole > 0 ? 100.0 * part / whole : 0;
}
