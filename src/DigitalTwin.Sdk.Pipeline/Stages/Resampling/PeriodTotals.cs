namespace DigitalTwin.Sdk.Pipeline;

/// <summary>What is known of a signal over a period: of the samples in it, and of the time between them. The default is an empty period.</summary>
internal struct PeriodTotals
{
    private const double EnoughForGood = 0.9;
    private const double EnoughForUncertain = 0.5;

    // Inverted, so that the default is "nothing worse than Good yet".
    private Quality _reasons;
    private byte _belowGood;

    internal long Count { get; private set; }

    internal double Sum { get; private set; }

    internal double Minimum { get; private set; }

    internal double Maximum { get; private set; }

    internal double First { get; private set; }

    internal double Last { get; private set; }

    /// <summary>Over the covered time, in the unit of the property times seconds.</summary>
    internal double Integral { get; private set; }

    /// <summary>How much of the time the signal is known, in ticks.</summary>
    internal long Covered { get; private set; }

    /// <summary>The worst level of all samples that were taken, with all their reasons.</summary>
    internal readonly Quality Worst => (_belowGood > 0 ? Quality.Uncertain : Quality.Good) | _reasons;

    internal readonly bool IsEmpty => Count == 0 && Covered == 0;

    /// <summary>Takes a usable sample that lies in the period; in order of time.</summary>
    internal void Add(in Sample<double> sample)
    {
        var value = sample.Value;
        if (Count == 0)
            (Minimum, Maximum, First) = (value, value, value);
        else
            (Minimum, Maximum) = (Math.Min(Minimum, value), Math.Max(Maximum, value));
        Last = value;
        Sum += value;
        Count++;
        Worsen(sample.Quality);
    }

    /// <summary>Takes the part from one time to another of the way from a usable sample to the next; all of the part lies in the period.</summary>
    internal void AddWay(in Sample<double> before, in Sample<double> after, long from, long to, SignalShape shape)
    {
        if (to <= from)
            return;
        var length = to - from;
        var mean = before.Value;
        if (shape == SignalShape.Line)
        {
            // The value in the middle of the part, as a weighted mean: a difference of finite numbers may not be finite.
            var share = (from - before.Ticks + (0.5 * length)) / (after.Ticks - before.Ticks);
            mean = (before.Value * (1 - share)) + (after.Value * share);
            Worsen(after.Quality);
        }

        Worsen(before.Quality);
        Integral += mean * ((double)length / TimeSpan.TicksPerSecond);
        Covered += length;
    }

    /// <summary>Good if at least 0.9 of the time is covered, by Good samples; Uncertain from 0.5; else Bad.</summary>
    internal readonly Quality Judge(long length)
    {
        var coverage = (double)Covered / length;
        if (coverage >= EnoughForGood)
            return Worst;
        return Worst.WorstWith(coverage >= EnoughForUncertain ? Quality.Uncertain | Quality.Interpolated : Quality.Bad | Quality.Stale);
    }

    /// <summary>The value by a method over periods; false if there is none.</summary>
    internal readonly bool TryGet(ResampleMethod method, out double value)
    {
        value = method switch
        {
            ResampleMethod.TimeWeightedMean => Integral / ((double)Covered / TimeSpan.TicksPerSecond),
            ResampleMethod.Integral => Integral,
            ResampleMethod.Mean => Sum / Count,
            ResampleMethod.Minimum => Minimum,
            ResampleMethod.Maximum => Maximum,
            ResampleMethod.First => First,
            ResampleMethod.Last => Last,
            ResampleMethod.Count => Count,
            _ => Sum,
        };
        return method switch
        {
            ResampleMethod.TimeWeightedMean or ResampleMethod.Integral => Covered > 0,
            ResampleMethod.Count or ResampleMethod.Sum => !IsEmpty,
            _ => Count > 0,
        };
    }

    private void Worsen(Quality quality)
    {
        _reasons |= quality.Reasons;
        if (!quality.IsGood)
            _belowGood = 1;
    }
}
