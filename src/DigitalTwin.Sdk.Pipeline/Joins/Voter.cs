namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Makes one sample of a row of redundant ones.</summary>
internal sealed class Voter(int sensors, VotingRule rule, double tolerance, SideOutput<Disagreement>? disagreements, Action<Sample<double>> onVote)
{
    private readonly double[] _sorted = new double[sensors];
    private readonly bool[] _isDisagreeing = new bool[sensors];

    internal void Save(StateWriter writer) => writer.WriteRun<bool>(_isDisagreeing);

    internal void Restore(StateReader reader) => reader.ReadRun(_isDisagreeing.AsSpan());

    internal void Vote(long ticks, ReadOnlySpan<Sample<double>> row)
    {
        var (count, arrival, reasons) = (0, long.MinValue, Quality.NoData);
        foreach (ref readonly var sample in row)
        {
            arrival = Math.Max(arrival, sample.ArrivalTicks);
            reasons |= sample.Quality.Reasons;
            if (sample.Quality.IsUsable)
                _sorted[count++] = sample.Value;
        }

        var sorted = _sorted.AsSpan(0, count);
        sorted.Sort();
        var value = rule == VotingRule.Median ? Median(sorted) : ClosestPair(sorted);
        var quality = Judge(row, value, count);
        if (quality.IsBad)
            quality |= reasons;
        onVote(new Sample<double>(value, ticks, arrival, quality));
        Tell(ticks, row, value, quality.IsUsable);
    }

    private static double Median(ReadOnlySpan<double> sorted)
    {
        if (sorted.Length == 0)
            return double.NaN;
        var upper = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[upper] : (0.5 * sorted[upper - 1]) + (0.5 * sorted[upper]);
    }

    private double ClosestPair(ReadOnlySpan<double> sorted)
    {
        var (best, value) = (tolerance, double.NaN);
        for (var i = 1; i < sorted.Length; i++)
        {
            var apart = sorted[i] - sorted[i - 1];
            if (apart > best)
                continue;

            // Two pairs equally close have one value in common, which is as good as either pair's mean and favours neither.
            value = i > 1 && apart.Equals(sorted[i - 1] - sorted[i - 2]) ? sorted[i - 1] : (0.5 * sorted[i - 1]) + (0.5 * sorted[i]);
            best = apart;
        }

        return value;
    }

    private Quality Judge(ReadOnlySpan<Sample<double>> row, double value, int usable)
    {
        if (!double.IsFinite(value))
            return usable == 0 ? Quality.Bad : Quality.Bad | Quality.ComputationError;
        var (agreeing, quality) = (0, Quality.Good);
        foreach (ref readonly var sample in row)
        {
            if (!Agrees(sample, value))
                continue;
            agreeing++;
            quality = quality.WorstWith(sample.Quality);
        }

        var isCarried = rule == VotingRule.TwoOutOfThree || 2 * agreeing > row.Length;
        return isCarried ? quality : quality.WorstWith(Quality.Uncertain | Quality.Estimated);
    }

    private bool Agrees(in Sample<double> sample, double value) => sample.Quality.IsUsable && Math.Abs(sample.Value - value) <= tolerance;

    private void Tell(long ticks, ReadOnlySpan<Sample<double>> row, double value, bool hasValue)
    {
        for (var i = 0; i < row.Length; i++)
        {
            var isDisagreeing = !hasValue || !Agrees(row[i], value);
            if (isDisagreeing == _isDisagreeing[i])
                continue;
            _isDisagreeing[i] = isDisagreeing;
            disagreements?.Tell(new Disagreement(new DateTimeOffset(ticks, TimeSpan.Zero), i, isDisagreeing, row[i].Value, value));
        }
    }
}
