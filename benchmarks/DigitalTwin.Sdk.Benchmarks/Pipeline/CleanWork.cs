using DigitalTwin.Sdk.Pipeline;

namespace DigitalTwin.Sdk.Benchmarks;

/// <summary>
/// The samples of the clean + resample work, made as <c>benchmarks/peers/clean_resample.py</c> makes them: about one a second, with gaps,
/// repeated times, outliers, values that are none, and 1 % that come up to 8 places late.
/// </summary>
internal sealed class CleanWork
{
    internal const int Samples = 10_000_000;
    internal const int FirstPart = 500_000;

    internal CleanWork()
    {
        var late = new double[Samples];
        var (seconds, values) = (new double[Samples], new double[Samples]);
        var shift = 0.0;
        for (var i = 0; i < Samples; i++)
        {
            var u = UniformStream.At(1, i);
            shift += u < 1e-4 ? Math.Floor(30 + (270 * (u / 1e-4))) : 0;
            seconds[i] = i + shift + (0.8 * UniformStream.At(2, i));
            var delay = UniformStream.At(7, i);
            late[i] = i + (delay < 0.01 ? 8 * (delay / 0.01) : 0);
        }

        // A repeated time is that of the slot before, which may be a repetition itself; that one's own time counts, not the repeated one.
        for (var i = Samples - 1; i > 0; i--)
            seconds[i] = UniformStream.At(3, i) < 0.01 ? seconds[i - 1] : seconds[i];
        for (var i = 0; i < Samples; i++)
            values[i] = ValueAt(i, seconds[i]);

        // In order of arrival; nearly sorted, so that sorting by insertion is quick, and stable.
        for (var i = 0; i < Samples; i++)
        {
            var place = i;
            for (; place > 0 && late[place - 1] > late[i]; place--)
            {
            }

            Insert(late, i, place);
            Insert(seconds, i, place);
            Insert(values, i, place);
        }

        for (var i = 0; i < Samples; i++)
            Ticks[i] = DateTime.UnixEpoch.Ticks + (long)Math.Round(seconds[i] * TimeSpan.TicksPerSecond);
        Seconds = seconds;
        Values = values;
        Array.Fill(Qualities, Quality.Good);
    }

    /// <summary>Event times in seconds, for peers that know no other.</summary>
    internal double[] Seconds { get; }

    internal double[] Values { get; }

    internal long[] Ticks { get; } = new long[Samples];

    internal Quality[] Qualities { get; } = new Quality[Samples];

    /// <summary>The work through our public API. Sixteen places hold every late sample, however long the gap behind which it waits.</summary>
    internal static SignalPipeline Pipeline { get; } = new SignalPipeline()
        .InOrder(lateness: TimeSpan.FromHours(1), capacity: 16)
        .Hampel(window: 11, sigmas: 3)
        .Resample(TimeSpan.FromSeconds(1), maxGap: TimeSpan.FromSeconds(5));

    internal SampleBlock Block(int start, int length) =>
        new(Ticks.AsSpan(start, length), Values.AsSpan(start, length), Qualities.AsSpan(start, length));

    /// <summary>Throws unless the answer is that of two independent implementations.</summary>
    /// <remarks>Our times are whole 100 ns, theirs are not; that moves a value by up to 1e-8 and the sum by much less than its last digit here.</remarks>
    internal static void Check(string who, long kept, long replaced, long grid, long gaps, double sum, double at)
    {
        var isRight = (kept, replaced, grid, gaps) == (9_891_509, 276_489, 10_155_400, 156_381)
            && Math.Abs(sum - 2.001076811e8) < 0.1 && Math.Abs(at - 23.669800650459567) < 1e-7;
        if (!isRight)
            throw new InvalidOperationException(FormattableString.Invariant($"{who}: kept {kept}, replaced {replaced}, grid {grid}, gaps {gaps}, sum {sum:R}, y[12345] {at:R}."));
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

    private static void Insert(double[] column, int from, int place)
    {
        var moved = column[from];
        Array.Copy(column, place, column, place + 1, from - place);
        column[place] = moved;
    }
}
