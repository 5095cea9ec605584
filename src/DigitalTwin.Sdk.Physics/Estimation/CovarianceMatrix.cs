using System.Diagnostics;

namespace DigitalTwin.Sdk.Physics;

/// <summary>Kernels on a symmetric n×n covariance in row-major order. Each writes one triangle and mirrors it, so symmetry holds to the bit.</summary>
internal static class CovarianceMatrix
{
    /// <summary>P = F P F' + Q.</summary>
    public static void Propagate(Span<double> covariance, ReadOnlySpan<double> transition, ReadOnlySpan<double> noise, Span<double> work, int n)
    {
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
                work[(i * n) + j] = Dot(transition.Slice(i * n, n), covariance.Slice(j * n, n));
        }

        for (var i = 0; i < n; i++)
        {
            for (var j = i; j < n; j++)
            {
                var value = Dot(work.Slice(i * n, n), transition.Slice(j * n, n)) + (0.5 * (noise[(i * n) + j] + noise[(j * n) + i]));
                covariance[(i * n) + j] = value;
                covariance[(j * n) + i] = value;
            }
        }
    }

    /// <summary>
    /// Joseph form for one scalar measurement, P = (I - K h') P (I - K h')' + K R K' (R. S. Bucy and P. D. Joseph, Filtering for
    /// Stochastic Processes, 1968): sums of squares where the short form subtracts, so that P stays positive even for R much below P.
    /// </summary>
    public static void Joseph(Span<double> covariance, ReadOnlySpan<double> gain, ReadOnlySpan<double> row, double variance, Span<double> reduce, Span<double> work, int n)
    {
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
                reduce[(i * n) + j] = (i == j ? 1 : 0) - (gain[i] * row[j]);
        }

        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
                work[(i * n) + j] = Dot(reduce.Slice(i * n, n), covariance.Slice(j * n, n));
        }

        for (var i = 0; i < n; i++)
        {
            for (var j = i; j < n; j++)
            {
                var value = Dot(work.Slice(i * n, n), reduce.Slice(j * n, n)) + (gain[i] * variance * gain[j]);
                covariance[(i * n) + j] = value;
                covariance[(j * n) + i] = value;
            }
        }
    }

    /// <summary>
    /// Whether the matrix is finite and has no direction of negative variance beyond rounding, by Cholesky factorisation of the matrix
    /// scaled to unit diagonal. A variance of exactly zero is allowed: a state may be known.
    /// </summary>
    public static bool IsPositiveSemidefinite(ReadOnlySpan<double> covariance, Span<double> work, int n)
    {
        const double Tolerance = 1e-10;
        for (var j = 0; j < n; j++)
        {
            var diagonal = covariance[(j * n) + j];
            if (!(diagonal >= 0) || !double.IsFinite(diagonal))
                return false;
            for (var i = j; i < n; i++)
            {
                var scale = Math.Sqrt(diagonal) * Math.Sqrt(covariance[(i * n) + i]);
                var value = covariance[(i * n) + j];
                if (!double.IsFinite(value) || (scale == 0 && value != 0))
                    return false;
                var sum = scale == 0 ? 0 : value / scale;
                for (var k = 0; k < j; k++)
                    sum -= work[(i * n) + k] * work[(j * n) + k];
                if (i == j)
                {
                    if (sum < -Tolerance)
                        return false;
                    work[(j * n) + j] = Math.Sqrt(Math.Max(sum, 0));
                    continue;
                }

                var pivot = work[(j * n) + j];
                if (pivot <= 1e-5 && Math.Abs(sum) > 1e-5)
                    return false;
                work[(i * n) + j] = pivot > 1e-5 ? sum / pivot : 0;
            }
        }

        return true;
    }

    /// <summary>Drops the correlations that broke the matrix and lifts variances that are not positive to their start values.</summary>
    public static void Repair(Span<double> covariance, ReadOnlySpan<double> startVariances, int n)
    {
        Debug.Assert(startVariances.Length == n, "One start variance per state.");
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                if (i != j)
                    covariance[(i * n) + j] = 0;
            }

            var diagonal = covariance[(i * n) + i];
            if (!(diagonal > 0) || !double.IsFinite(diagonal))
                covariance[(i * n) + i] = startVariances[i];
        }
    }

    /// <summary>Makes one state uncertain anew and independent of the others.</summary>
    public static void Loosen(Span<double> covariance, int state, double variance, int n)
    {
        var widest = Math.Max(covariance[(state * n) + state], variance);
        for (var j = 0; j < n; j++)
        {
            covariance[(state * n) + j] = 0;
            covariance[(j * n) + state] = 0;
        }

        covariance[(state * n) + state] = widest;
    }

    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }
}
