namespace DigitalTwin.Sdk.Samples.PumpTwin;

/// <summary>A replay in plots: what the twin said against the labels, and each sensor.</summary>
internal static class ReplayReport
{
    internal static Task<string> WriteAsync(SkabFile file, ReplayTwin twin, Verdict verdict, string path, CancellationToken stop)
    {
        var minutes = file.Rows.Select(r => (r.Time - file.Rows[0].Time).TotalMinutes).ToList();
        var range = (0.0, Math.Max(minutes[^1], 0.1));
        var page = new HtmlPage($"Pump twin: replay of {Path.GetFileName(file.Name)}")
            .Text($"The first {ReplayComposition.TrainingRows} rows teach each sensor's detector (CUSUM, drift 1.5, threshold 10) what is usual. "
                + $"A row is called an anomaly while at least {ReplayComposition.SensorsNeeded} of {file.Channels.Count} sensors deviate.")
            .Text(ReplayFigures.Note)
            .Heading("Anomalies");
        var verdicts = new Chart("0 normal, 1 anomaly", range, (-0.1, 1.4), 180, "minutes since the start");
        if (file.HasLabels)
            verdicts.Line(minutes.Select((x, i) => (x, file.Rows[i].IsAnomaly ? 1.0 : 0)), "#e07b00", "label");
        page.Plot(verdicts.Line(minutes.Select((x, i) => (x, twin.IsAlarm(i + 1) ? 1.06 : 0.06)), "#1f6fb4", "twin").Event(Learned(minutes), "learned"));
        page.Heading("Figures").Figures(verdict);
        for (var channel = 0; channel < file.Channels.Count; channel++)
            page.Heading(file.Channels[channel]).Plot(Sensor(file, twin, channel, minutes, range));
        return page.WriteAsync(path, stop);
    }

    private static double Learned(List<double> minutes) => minutes[Math.Min(ReplayComposition.TrainingRows, minutes.Count - 1)];

    private static Chart Sensor(SkabFile file, ReplayTwin twin, int channel, List<double> minutes, (double, double) range)
    {
        var values = file.Rows.Select(r => r.Values[channel]).ToList();
        var (low, high) = (values.Min(), values.Max());
        var room = Math.Max((high - low) * 0.08, 1e-6);
        return new Chart(file.Channels[channel], range, (low - room, high + room), 200, "minutes since the start")
            .Line(minutes.Zip(values), "#1f6fb4", "measured")
            .Dots(minutes.Zip(values).Where((_, i) => twin.Alarms.TryGetValue(i + 1, out var active) && active[channel]), "#c62828", "deviates");
    }
}
