namespace DigitalTwin.Sdk.Pipeline.Tests.Oracle;

/// <summary>Sums over long made records that two independent programs agreed on.</summary>
public sealed class DigestTests
{
    [Fact]
    public void Ten_million_samples_cleaned_and_resampled_have_the_reference_digest()
    {
        var digest = new Digest();
        var processor = new SignalPipeline()
            .InOrder(lateness: TimeSpan.FromHours(1), capacity: 16)
            .Hampel(window: 11, sigmas: 3)
            .Resample(TimeSpan.FromSeconds(1), maxGap: TimeSpan.FromSeconds(5))
            .Start(digest);
        foreach (var block in CleanRecord.Blocks(10_000_000))
            processor.Push(block.Block);
        processor.Complete();

        Assert.Equal(9_891_509, processor.Statistics[0].Emitted - processor.Statistics[2].Dropped - digest.Unusable);
        Assert.Equal(276_489, processor.Statistics[1].Flagged);
        Assert.Equal((10_155_400, 156_381), (digest.Seconds, digest.Seconds - digest.Values));

        // Our times are whole 100 ns, theirs are not.
        Assert.Equal(2.001076811e8, digest.Sum, 0.1);
        Assert.Equal(23.669800650459567, digest.At12345, 1e-7);
        Assert.Equal(18.248100107283804, digest.Newest[^7], 1e-7);
    }

    [Fact]
    public void Two_million_samples_in_trailing_windows_have_the_reference_digests()
    {
        (RollingStatistic Statistic, int Window, double Sum, double? Last)[] references =
        [
            (RollingStatistic.Median, 101, 4.003811472047e7, 20.712362957263),
            (RollingStatistic.Mean, 101, 4.061041100576e7, 21.050476088644),
            (RollingStatistic.StandardDeviation, 101, 5.537328676986e6, 3.2959448632053),
            (RollingStatistic.Median, 11, 4.004178808218e7, null),
        ];
        var digests = references.Select(_ => new Digest()).ToArray();
        var processors = references.Select((r, i) => new SignalPipeline().Rolling(r.Statistic, r.Window).Start(digests[i])).ToArray();
        var record = new SampleColumns();
        for (var i = 0; i < 2_000_000; i++)
        {
            var value = 20 + (5 * Math.Sin(2 * Math.PI * i / 8640)) + UniformStream.NormalAt(11, i) + (UniformStream.At(12, i) < 0.01 ? 30 : 0);
            var ticks = DateTime.UnixEpoch.Ticks + (i * TimeSpan.TicksPerSecond);
            record.Add(new Sample<double>(value, ticks, ticks, Quality.Good));
            if (record.Count < 4096 && i + 1 < 2_000_000)
                continue;
            foreach (var processor in processors)
                processor.Push(record.Block);
            record.Clear();
        }

        for (var i = 0; i < references.Length; i++)
        {
            Assert.Equal(1, digests[i].Sum / references[i].Sum, 1e-11);
            if (references[i].Last is { } last)
                Assert.Equal(last, digests[i].Newest[^1], 1e-11 * last);
        }
    }

    private sealed class Digest : ISampleSink
    {
        private const int Kept = 16;
        private long _first;
        private long _newest;

        internal long Seconds { get; private set; }

        internal long Values { get; private set; }

        internal long Unusable { get; private set; }

        internal double Sum { get; private set; }

        internal double At12345 { get; private set; }

        internal List<double> Newest { get; } = [];

        public void OnSample(in Sample<double> sample)
        {
            if (!sample.Quality.IsUsable)
            {
                Unusable++;
                return;
            }

            if (Values++ == 0)
                _first = sample.Ticks;
            var place = (sample.Ticks - _first) / TimeSpan.TicksPerSecond;
            Seconds = place + 1;
            Sum += sample.Value;
            if (place == 12345)
                At12345 = sample.Value;

            // With places that have no value, as in an array.
            for (var ticks = _newest + TimeSpan.TicksPerSecond; Values > 1 && ticks < sample.Ticks; ticks += TimeSpan.TicksPerSecond)
                Newest.Add(double.NaN);
            _newest = sample.Ticks;
            Newest.Add(sample.Value);
            if (Newest.Count > 100 * Kept)
                Newest.RemoveRange(0, Newest.Count - Kept);
        }

        public void OnBlock(SampleBlock block)
        {
            for (var i = 0; i < block.Length; i++)
                OnSample(block[i]);
        }
    }
}
