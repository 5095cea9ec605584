namespace DigitalTwin.Sdk.Samples.PumpTwin;

/// <summary>Scores a replay as the benchmark does: row by row, the rows after the training ones.</summary>
internal static class ReplayFigures
{
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
            figures.Add(new("f1", "F1 score", hits / (hits + ((falseAlarms + misses) / 2.0))));
            figures.Add(new("falseAlarmRate", "FAR: share of normal rows flagged", 100 * far, "%"));
            figures.Add(new("missedAlarmRate", "MAR: share of anomalous rows missed", 100 * mar, "%"));
            figures.Add(new("informedness", "better than chance by, 100 - FAR - MAR", 100 * (1 - far - mar), "%", AtLeast: 1));
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
