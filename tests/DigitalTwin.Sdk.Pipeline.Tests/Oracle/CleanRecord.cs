namespace DigitalTwin.Sdk.Pipeline.Tests.Oracle;

/// <summary>
/// About one sample a second, with gaps, repeated times, outliers, values that are none, and 1 % that come up to 8 places late; made sample by
/// sample in the order of arrival, so that ten millions need no memory.
/// </summary>
internal static class CleanRecord
{
    /// <summary>The record in blocks; the same columns again each time.</summary>
    internal static IEnumerable<SampleColumns> Blocks(int count)
    {
        var columns = new SampleColumns();
        var waiting = new List<(double Late, double Seconds, double Value)>();
        var (shift, before) = (0.0, 0.0);
        for (var i = 0; i < count; i++)
        {
            var u = UniformStream.At(1, i);
            shift += u < 1e-4 ? Math.Floor(30 + (270 * (u / 1e-4))) : 0;
            var own = i + shift + (0.8 * UniformStream.At(2, i));
            var seconds = i > 0 && UniformStream.At(3, i) < 0.01 ? before : own;
            before = own;
            var delay = UniformStream.At(7, i);
            var late = i + (delay < 0.01 ? 8 * (delay / 0.01) : 0);
            var place = waiting.Count;
            while (place > 0 && waiting[place - 1].Late > late)
                place--;
            waiting.Insert(place, (late, seconds, ValueAt(i, seconds)));

            // Whatever follows comes no earlier than the next place.
            while (waiting.Count > 0 && (waiting[0].Late <= i + 1 || i + 1 == count))
            {
                var ticks = DateTime.UnixEpoch.Ticks + (long)Math.Round(waiting[0].Seconds * TimeSpan.TicksPerSecond);
                columns.Add(new Sample<double>(waiting[0].Value, ticks, ticks, Quality.Good));
                waiting.RemoveAt(0);
            }

            if (columns.Count < 4032)
                continue;
            yield return columns;
            columns.Clear();
        }

        yield return columns;
    }

    private static double ValueAt(int i, double seconds)
    {
        if (UniformStream.At(6, i) < 0.001)
            return double.NaN;
        var value = 20 + (5 * Math.Sin(2 * Math.PI * seconds / 86400)) + (0.5 * Math.Sin(2 * Math.PI * seconds / 600)) + (0.1 * UniformStream.NormalAt(4, i));
        return UniformStream.At(5, i) switch
        {
            < 0.0005 => value + 20,
            < 0.001 => value - 20,
            _ => value,
        };
    }
}
