using FsCheck.Xunit;
using MathNet.Numerics.LinearAlgebra;

namespace DigitalTwin.Sdk.Physics.Tests;

public class ExtendedKalmanFilterTests
{
    [Property(MaxTest = 200)]
    public void The_covariance_of_any_system_stays_symmetric_and_without_negative_variance(int seed)
    {
        var random = new Random(seed);
        var n = random.Next(1, 7);
        var filter = new ExtendedKalmanFilter(RandomSystem(random, n, random.Next(1, 4)));
        filter.Initialize([]);
        for (var step = 0; step < 60; step++)
        {
            filter.Predict(1, []);
            for (var output = 0; output < filter.OutputCount; output++)
                filter.Update(output, random.NextDouble() - 0.5, random.Next(5) == 0 ? Quality.Bad : Quality.Good);
            for (var i = 0; i < n; i++)
            {
                Assert.True(filter.Covariance(i, i) >= 0);
                for (var j = 0; j < n; j++)
                    Assert.Equal(filter.Covariance(i, j), filter.Covariance(j, i));
            }
        }

        Assert.Equal(0, filter.Repairs);
    }

    [Property(MaxTest = 200)]
    public void Updates_one_by_one_equal_the_update_with_the_whole_vector(int seed)
    {
        var random = new Random(seed);
        var n = random.Next(1, 6);
        var m = random.Next(1, 5);
        var rows = Enumerable.Range(0, m).Select(_ => Numbers(random, n)).ToArray();
        var noise = Enumerable.Range(0, m).Select(_ => 0.01 + random.NextDouble()).ToArray();
        var mean = Numbers(random, n);
        var covariance = RandomCovariance(random, n);
        var filter = new ExtendedKalmanFilter(new LinearModel(Eye(n), new double[n * n], rows, noise, mean, Flat(covariance)), NoGate);
        filter.Initialize([]);
        var measured = Numbers(random, m);

        var h = Matrix<double>.Build.DenseOfRowArrays(rows);
        var x = Vector<double>.Build.Dense(mean);
        var s = (h * covariance * h.Transpose()) + Matrix<double>.Build.DenseOfDiagonalArray(noise);
        var gain = covariance * h.Transpose() * s.Inverse();
        var updated = x + (gain * (Vector<double>.Build.Dense(measured) - (h * x)));
        var left = (Matrix<double>.Build.DenseIdentity(n) - (gain * h)) * covariance;

        for (var i = 0; i < m; i++)
            filter.Update(i, measured[i], Quality.Good);
        for (var i = 0; i < n; i++)
        {
            Assert.Equal(updated[i], filter.Mean(i), 1e-8);
            for (var j = 0; j < n; j++)
                Assert.Equal(left[i, j], filter.Covariance(i, j), 1e-8);
        }
    }

    [Fact]
    public void A_component_that_is_missing_or_bad_leaves_the_prediction()
    {
        var filter = new ExtendedKalmanFilter(LinearModel.LocalLevel(0.1, 1, 5, 2));
        filter.Initialize([]);
        filter.Predict(1, []);
        foreach (var (value, quality) in new[] { (9.0, Quality.Bad), (9.0, Quality.NoData), (double.NaN, Quality.Good), (double.PositiveInfinity, Quality.Good) })
            Assert.Equal(KalmanOutcome.Missing, filter.Update(0, value, quality).Outcome);
        Assert.Equal(5, filter.Mean(0));
        Assert.Equal(2.1, filter.Covariance(0, 0));
        Assert.Equal(0, filter.LogLikelihood);
        Assert.Equal(0, filter.Accepted);
    }

    [Fact]
    public void An_uncertain_measurement_counts_for_less()
    {
        var good = Started(LinearModel.LocalLevel(0, 1, 0, 1));
        var uncertain = Started(LinearModel.LocalLevel(0, 1, 0, 1));
        good.Update(0, 1, Quality.Good);
        uncertain.Update(0, 1, Quality.Uncertain | Quality.Interpolated);
        Assert.Equal(0.5, good.Mean(0), 12);
        Assert.Equal(0.2, uncertain.Mean(0), 12);
    }

    [Fact]
    public void The_gate_is_the_chi_square_quantile_and_keeps_spikes_out()
    {
        // S = 1 + 1, gate 10.828 (chi-square tables): the innovation may be √21.656 = 4.6536.
        var inside = Started(LinearModel.LocalLevel(0, 1, 0, 1));
        Assert.Equal(KalmanOutcome.Accepted, inside.Update(0, 4.653, Quality.Good).Outcome);
        var outside = Started(LinearModel.LocalLevel(0, 1, 0, 1));
        var update = outside.Update(0, 4.654, Quality.Good);
        Assert.Equal(KalmanOutcome.Rejected, update.Outcome);
        Assert.Equal(10.83, update.Nis, 2);
        Assert.Equal(0, outside.Mean(0));
        Assert.Equal(1, outside.Rejected);
    }

    [Fact]
    public void The_gate_cannot_lock_out_a_level_that_really_changed()
    {
        var filter = Started(LinearModel.LocalLevel(1e-6, 0.01, 0, 1));
        for (var i = 0; i < 50; i++)
        {
            filter.Predict(1, []);
            filter.Update(0, 0, Quality.Good);
        }

        var outcomes = new List<KalmanOutcome>();
        for (var i = 0; i < 12; i++)
        {
            filter.Predict(1, []);
            outcomes.Add(filter.Update(0, 5, Quality.Good).Outcome);
        }

        Assert.All(outcomes.Take(9), o => Assert.Equal(KalmanOutcome.Rejected, o));
        Assert.Equal(KalmanOutcome.AcceptedAfterReset, outcomes[9]);
        Assert.Equal(KalmanOutcome.Accepted, outcomes[10]);
        Assert.Equal(1, filter.Resets);
        Assert.Equal(5, filter.Mean(0), 1);
    }

    [Fact]
    public void Mean_nis_tells_whether_the_noise_was_set_right()
    {
        Assert.Equal(FilterConsistency.Consistent, Consistency(actualNoise: 1, out var right));
        Assert.Equal(1, right, 0.35);
        Assert.Equal(FilterConsistency.Overconfident, Consistency(actualNoise: 2, out _));
        Assert.Equal(FilterConsistency.Underconfident, Consistency(actualNoise: 0.3, out _));

        static FilterConsistency Consistency(double actualNoise, out double mean)
        {
            var random = new GaussianNoise(7);
            var filter = Started(LinearModel.LocalLevel(0.01, 1, 0, 1));
            Assert.Equal(FilterConsistency.Unknown, filter.Consistency(0));
            Assert.True(double.IsNaN(filter.MeanNis(0)));
            var level = 0.0;
            for (var i = 0; i < 400; i++)
            {
                level += 0.1 * actualNoise * random.Next();
                filter.Predict(1, []);
                filter.Update(0, level + (actualNoise * random.Next()), Quality.Good);
            }

            mean = filter.MeanNis(0);
            return filter.Consistency(0);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Precise_sensors_and_a_vague_start_do_not_break_the_covariance(int n)
    {
        var covariance = Eye(n).Select(v => v * 1e12).ToArray();
        var rows = Enumerable.Range(0, n).Select(i => Enumerable.Range(0, n).Select(j => i == j ? 1 : 0.3 * (i + 1)).ToArray()).ToArray();
        var filter = Started(new LinearModel(Eye(n), new double[n * n], rows, [.. Enumerable.Repeat(1e-12, n)], new double[n], covariance));
        for (var round = 0; round < 5; round++)
        {
            for (var i = 0; i < n; i++)
                filter.Update(i, 1, Quality.Good);
            for (var i = 0; i < n; i++)
                Assert.True(filter.Covariance(i, i) > 0, $"Variance {i} is {filter.Covariance(i, i)}.");
        }
    }

    [Fact]
    public void A_covariance_that_is_no_longer_positive_is_repaired_and_counted()
    {
        var filter = Started(LinearModel.LocalLevel(0.1, 1, 0, 1));
        filter.Predict(1, [1], [-5]);
        Assert.Equal(1, filter.Repairs);
        Assert.Equal(1, filter.Covariance(0, 0));
        Assert.Equal(KalmanOutcome.Accepted, filter.Update(0, 0.5, Quality.Good).Outcome);
    }

    [Fact]
    public void A_state_that_is_not_finite_any_more_starts_anew_and_is_counted()
    {
        var filter = Started(new LinearModel([1e300], [0], [[1]], [1], [1], [1]));
        filter.Predict(1, []);
        filter.Predict(1, []);
        Assert.True(filter.Repairs > 0);
        Assert.True(double.IsFinite(filter.Mean(0)));
    }

    [Fact]
    public void A_fork_and_the_original_do_not_touch_each_other()
    {
        var alone = Busy(new Random(3), 100);
        var forked = Busy(new Random(3), 100);
        var fork = forked.Fork();
        for (var i = 0; i < 50; i++)
        {
            fork.Predict(10, []);
            fork.Update(0, 100 * i, Quality.Good);
        }

        Assert.Equal(alone.Save().Payload.ToArray(), forked.Save().Payload.ToArray());
        Assert.NotEqual(alone.Mean(0), fork.Mean(0));
    }

    [Fact]
    public void A_restored_filter_goes_on_bit_for_bit()
    {
        var random = new Random(4);
        var filter = Busy(random, 137);
        var restored = Busy(new Random(5), 20);
        restored.Restore(filter.Save());
        for (var i = 0; i < 300; i++)
        {
            var value = random.NextDouble();
            foreach (var f in new[] { filter, restored })
            {
                f.Predict(0.5, []);
                f.Update(i % 2, value, Quality.Good);
            }
        }

        Assert.Equal(filter.Save().Payload.ToArray(), restored.Save().Payload.ToArray());
        Assert.Equal(filter.LogLikelihood, restored.LogLikelihood);
    }

    [Fact]
    public void A_state_of_another_filter_is_refused_and_changes_nothing()
    {
        var filter = Busy(new Random(4), 10);
        var before = filter.Save();
        var other = Started(LinearModel.LocalLevel(0.1, 1, 0, 1)).Save();
        Assert.Throws<ArgumentException>("state", () => filter.Restore(other));
        Assert.Throws<ArgumentException>("state", () => filter.Restore(before with { Version = 9 }));
        Assert.Equal(before.Payload.ToArray(), filter.Save().Payload.ToArray());
        var otherOptions = new ExtendedKalmanFilter(LinearModel.LocalLevel(0.1, 1, 0, 1), new KalmanOptions { NisWindow = 50 });
        Assert.Throws<ArgumentException>("state", () => otherOptions.Restore(other));
    }

    [Fact]
    public void Predicting_and_updating_allocate_nothing()
    {
        var filter = Busy(new Random(1), 300);
        Assert.Equal(0, Allocations.Of(() =>
        {
            for (var i = 0; i < 1000; i++)
            {
                filter.Predict(1, []);
                filter.Update(0, 0.1, Quality.Good);
                filter.Update(1, i % 50 == 0 ? 1e6 : 0.1, Quality.Uncertain);
            }
        }));
    }

    [Fact]
    public void Callers_mistakes_are_refused_at_once()
    {
        var model = LinearModel.LocalLevel(0.1, 1, 0, 1);
        var filter = new ExtendedKalmanFilter(model);
        Assert.Throws<InvalidOperationException>(() => filter.Predict(1, []));
        Assert.Throws<InvalidOperationException>(() => filter.Update(0, 1, Quality.Good));
        filter.Initialize([]);
        Assert.Throws<ArgumentException>("dtSeconds", () => filter.Predict(-1, []));
        Assert.Throws<ArgumentException>("dtSeconds", () => filter.Predict(double.NaN, []));
        Assert.Throws<ArgumentException>("inputs", () => filter.Predict(1, [3]));
        Assert.Throws<ArgumentOutOfRangeException>("output", () => filter.Update(1, 1, Quality.Good));
        Assert.Throws<ArgumentException>("covariance", () => filter.Initialize([], [0], [-1]));
        var error = Assert.Throws<ArgumentException>("options", () => new ExtendedKalmanFilter(model, new KalmanOptions { GateProbability = 2, NisWindow = 1 }));
        Assert.Contains("GateProbability", error.Message, StringComparison.Ordinal);
        Assert.Contains("NisWindow", error.Message, StringComparison.Ordinal);
    }

    private static KalmanOptions NoGate => new() { GateProbability = 1 };

    private static ExtendedKalmanFilter Started(IObservationModel model)
    {
        var filter = new ExtendedKalmanFilter(model);
        filter.Initialize([]);
        return filter;
    }

    private static ExtendedKalmanFilter Busy(Random random, int steps)
    {
        var filter = Started(RandomSystem(new Random(99), 3, 2));
        for (var i = 0; i < steps; i++)
        {
            filter.Predict(1, []);
            filter.Update(i % 2, random.NextDouble(), Quality.Good);
        }

        return filter;
    }

    private static LinearModel RandomSystem(Random random, int n, int m)
    {
        var transition = Numbers(random, n * n).Select(v => v / n).ToArray();
        var rows = Enumerable.Range(0, m).Select(_ => Numbers(random, n)).ToArray();
        var noise = Enumerable.Range(0, m).Select(_ => Math.Pow(10, -6 + (8 * random.NextDouble()))).ToArray();
        return new LinearModel(transition, Flat(RandomCovariance(random, n)), rows, noise, new double[n], Flat(RandomCovariance(random, n)));
    }

    private static Matrix<double> RandomCovariance(Random random, int n)
    {
        var root = Matrix<double>.Build.Dense(n, n, (_, _) => (2 * random.NextDouble()) - 1);
        return root * root.Transpose();
    }

    private static double[] Flat(Matrix<double> matrix) => matrix.ToRowMajorArray();

    private static double[] Eye(int n) => Matrix<double>.Build.DenseIdentity(n).ToRowMajorArray();

    private static double[] Numbers(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (2 * random.NextDouble()) - 1)];
}
