using System.Globalization;
using System.Text.Json;
using Xunit.Abstractions;

namespace DigitalTwin.Sdk.Physics.Tests;

/// <summary>Against published results: the Nile series (J. Durbin, S. J. Koopman, Time Series Analysis by State Space Methods, ch. 2) and steady-state gains.</summary>
public class ExtendedKalmanFilterReferenceTests(ITestOutputHelper output)
{
    private const double H = 15099;
    private const double Q = 1469.1;

    [Fact]
    public void Nile_levels_are_filtered_to_the_published_digits()
    {
        if (SharedFiles.Find("data/numerics/kalman/nile_reference.csv", output) is not { } path)
            return;
        var filter = Nile(1e7);
        var first = true;
        var rows = 0;
        foreach (var line in File.ReadLines(path).Skip(1))
        {
            // year, flow, a_pred, P_pred, v, F, a_filt, P_filt, ...
            var n = line.Split(',').Select(t => double.Parse(t, CultureInfo.InvariantCulture)).ToArray();
            if (!first)
                filter.Predict(1, []);
            first = false;
            Same(n[2], filter.Mean(0));
            Same(n[3], filter.Covariance(0, 0));
            var update = filter.Update(0, n[1], Quality.Good);
            Same(n[4], update.Innovation);
            Same(n[5], update.Variance);
            Same(n[6], filter.Mean(0));
            Same(n[7], filter.Covariance(0, 0));
            rows++;
        }

        Assert.Equal(100, rows);
        using var reference = Reference("kalman_reference.json");
        var expected = reference!.RootElement.GetProperty("nile").GetProperty("logLik");
        Assert.Equal(expected.GetProperty("including_first_with_P1_1e7").GetDouble(), filter.LogLikelihood, 9);
    }

    [Fact]
    public void Nile_log_likelihood_depends_on_the_start_as_published()
    {
        if (SharedFiles.Find("data/numerics/kalman/nile.csv", output) is null)
            return;
        using var reference = Reference("kalman_reference.json");
        var expected = reference!.RootElement.GetProperty("nile").GetProperty("logLik");
        var filter = Nile(1e6);
        Run(filter, _ => false, (_, _) => { });
        Assert.Equal(expected.GetProperty("including_first_with_P1_1e6").GetDouble(), filter.LogLikelihood, 9);
    }

    [Fact]
    public void Nile_years_without_measurement_are_predicted_only()
    {
        if (SharedFiles.Find("data/numerics/kalman/nile.csv", output) is null)
            return;
        using var reference = Reference("kalman_reference.json");
        var missing = reference!.RootElement.GetProperty("nile").GetProperty("missing");
        var means = missing.GetProperty("filteredMean");
        var variances = missing.GetProperty("filteredVariance");
        var filter = Nile(1e7);
        Run(filter, t => t is (>= 21 and <= 40) or (>= 61 and <= 80), (t, f) =>
        {
            if (variances.TryGetProperty($"t={t}", out var variance))
                Assert.Equal(variance.GetDouble(), f.Covariance(0, 0), 6);
            if (means.TryGetProperty($"t={t}", out var mean))
                Assert.Equal(mean.GetDouble(), f.Mean(0), 6);
        });
        Assert.Equal(missing.GetProperty("logLik_including_first_P1_1e7").GetDouble(), filter.LogLikelihood, 9);
        Assert.Equal(60, filter.Accepted);
    }

    [Fact]
    public void A_constant_system_settles_at_the_solution_of_the_Riccati_equation()
    {
        // Local level with q = 0.1, r = 1: P = (q + √(q² + 4 q r))/2 in closed form.
        var filter = new ExtendedKalmanFilter(LinearModel.LocalLevel(0.1, 1, 0, 1));
        filter.Initialize([]);
        for (var i = 0; i < 200; i++)
        {
            filter.Update(0, 0, Quality.Good);
            filter.Predict(1, []);
        }

        Assert.Equal((0.1 + Math.Sqrt(0.01 + 0.4)) / 2, filter.Covariance(0, 0), 12);
    }

    [Fact]
    public void Constant_velocity_settles_at_the_reference_covariance()
    {
        using var reference = Reference("kalman_reference.json");
        if (reference is null)
            return;
        var expected = reference.RootElement.GetProperty("steadyState")[0].GetProperty("P_pred");
        double[] transition = [1, 1, 0, 1];
        double[] noise = [0.1 / 3, 0.05, 0.05, 0.1];
        var filter = new ExtendedKalmanFilter(new LinearModel(transition, noise, [[1, 0]], [1], [0, 0], [1, 0, 0, 1]));
        filter.Initialize([]);
        for (var i = 0; i < 500; i++)
        {
            filter.Update(0, 0, Quality.Good);
            filter.Predict(1, transition, noise);
        }

        for (var i = 0; i < 2; i++)
        {
            for (var j = 0; j < 2; j++)
                Assert.Equal(expected[i][j].GetDouble(), filter.Covariance(i, j), 10);
        }
    }

    private static ExtendedKalmanFilter Nile(double startVariance)
    {
        var filter = new ExtendedKalmanFilter(LinearModel.LocalLevel(Q, H, 0, startVariance), new KalmanOptions { GateProbability = 1 });
        filter.Initialize([]);
        return filter;
    }

    /// <summary>The table holds 10 significant digits.</summary>
    private static void Same(double expected, double actual) => Assert.InRange(actual - expected, -1e-9 * (1 + Math.Abs(expected)), 1e-9 * (1 + Math.Abs(expected)));

    private void Run(ExtendedKalmanFilter filter, Func<int, bool> isMissing, Action<int, ExtendedKalmanFilter> check)
    {
        var t = 0;
        foreach (var line in File.ReadLines(SharedFiles.Find("data/numerics/kalman/nile.csv", output)!).Skip(1))
        {
            if (t++ > 0)
                filter.Predict(1, []);
            var flow = double.Parse(line.Split(',')[1], CultureInfo.InvariantCulture);
            filter.Update(0, flow, isMissing(t) ? Quality.Bad : Quality.Good);
            check(t, filter);
        }
    }

    private JsonDocument? Reference(string file) =>
        SharedFiles.Find("data/numerics/kalman/" + file, output) is { } path ? JsonDocument.Parse(File.ReadAllText(path)) : null;
}
