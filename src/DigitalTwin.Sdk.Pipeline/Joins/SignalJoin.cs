using static DigitalTwin.Sdk.Pipeline.Demand;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>
/// How to bring signals together by event time: a row for each sample of the first, with what the others were then.
/// <code>
/// using var log = flow.JoinWith(head, SignalJoin.Linear(maxGap: TimeSpan.FromSeconds(5)))
///     .Subscribe(row => Console.WriteLine($"{row.Time:O} {row.First.Value * row.Second.Value} {row.Quality}"));
/// </code>
/// </summary>
/// <remarks>
/// Each signal comes in order of time; a sample not newer than the newest of its signal is dropped and counted late or duplicate. A row waits until
/// all signals have come up to its time, or the newest sample of any is more than the wait ahead of it, so that what comes out does not
/// depend on which signal comes first as long as none is further behind. A signal without a value for a row has the last one as Bad |
/// <see cref="Quality.Stale"/>, or no data. Bad samples are taken as they are (as-of), or as if they were missing (nearest, linear: dropped);
/// after a lost link there is none until the next usable sample. Completion gives out all rows that wait. Immutable and thread-safe.
/// </remarks>
public sealed record SignalJoin
{
    private SignalJoin(JoinMethod method, TimeSpan maxGap)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(maxGap, TimeSpan.Zero);
        (Method, MaxGap, Wait) = (method, maxGap, maxGap);
    }

    /// <summary>SHA-256 of <see cref="ToJson"/>, 64 hexadecimal digits.</summary>
    public string Hash => Convert.ToHexStringLower(JoinJson.Hash(ToJson()));

    internal JoinMethod Method { get; }

    internal TimeSpan MaxGap { get; }

    internal TimeSpan Wait { get; private init; }

    internal int Capacity { get; private init; } = 4096;

    /// <summary>The last sample at or before the time.</summary>
    /// <param name="maxAge">Older ones are stale, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is not above 0.</exception>
    public static SignalJoin AsOf(TimeSpan maxAge) => new(JoinMethod.AsOf, maxAge);

    /// <summary>The usable sample nearest to the time; of two equally near the earlier.</summary>
    /// <param name="maxDistance">Those further away do not count, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is not above 0.</exception>
    public static SignalJoin Nearest(TimeSpan maxDistance) => new(JoinMethod.Nearest, maxDistance);

    /// <summary>The straight line between the usable samples before and after the time; marked <see cref="Quality.Interpolated"/>, as good as the worse of the two.</summary>
    /// <param name="maxGap">The longest distance that a line may bridge, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is not above 0.</exception>
    public static SignalJoin Linear(TimeSpan maxGap) => new(JoinMethod.Linear, maxGap);

    /// <summary>Makes a join of what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">The text.</param>
    /// <exception cref="FormatException">The text is not valid; the message says where.</exception>
    public static SignalJoin FromJson(string json) => JoinJson.ReadJoin(json);

    /// <summary>The join with all its parameters as JSON, on one line, the same for the same join.</summary>
    public string ToJson() => JoinJson.Write(this);

    /// <summary>As <see cref="ToJson"/>.</summary>
    public override string ToString() => ToJson();

    /// <summary>Sets how far one signal may be behind another, in event time, before rows are given without it.</summary>
    /// <param name="wait">At least 0; the age, distance or gap allowed unless set.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    public SignalJoin WaitAtMost(TimeSpan wait)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(wait, TimeSpan.Zero);
        return this with { Wait = wait };
    }

    /// <summary>Bounds the memory.</summary>
    /// <param name="samples">How many samples of each signal, and how many rows, may wait, 2 to 1,000,000; 4,096 unless set. Beyond that the oldest row
    /// is given at once, and the oldest sample is dropped and counted.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is outside its range.</exception>
    public SignalJoin KeepAtMost(int samples)
    {
        Require(samples is >= 2 and <= 1_000_000, samples, nameof(samples), "must be 2 to 1,000,000");
        return this with { Capacity = samples };
    }

    /// <summary>
    /// Joins whole records, such as a historian's:
    /// <code>
    /// var joined = SignalJoin.AsOf(maxAge: TimeSpan.FromSeconds(5)).Run([flow, head]);
    /// for (var i = 0; i &lt; joined[0].Count; i++)
    ///     Console.WriteLine($"{joined[0][i].Time:O} {joined[0][i].Value * joined[1][i].Value}");
    /// </code>
    /// </summary>
    /// <param name="signals">2 to 64 records, each in order of time; the first gives the times. None is changed.</param>
    /// <param name="statistics">Counts what happens; null to count nothing.</param>
    /// <returns>As many records as were given, all as long as there are rows: the same place in each is one row.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are too few records, or too many.</exception>
    public IReadOnlyList<SampleColumns> Run(IReadOnlyList<SampleColumns> signals, StageStatistics? statistics = null)
    {
        ArgumentNullException.ThrowIfNull(signals);
        SampleColumns[] results = [.. signals.Select(_ => new SampleColumns(signals[0].Count))];
        var processor = Start(signals.Count, AddRow, statistics);
        processor.Run(signals);
        return results;

        void AddRow(long ticks, ReadOnlySpan<Sample<double>> row)
        {
            for (var i = 0; i < row.Length; i++)
                results[i].Add(row[i]);
        }
    }

    /// <summary>Puts the join to work.</summary>
    /// <param name="inputs">How many signals, 2 to 64.</param>
    /// <param name="onRow">Takes the rows, in order of time.</param>
    /// <param name="statistics">Counts what happens; null to count into new counters.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is outside its range.</exception>
    public JoinProcessor Start(int inputs, JoinHandler onRow, StageStatistics? statistics = null)
    {
        Require(inputs is >= 2 and <= 64, inputs, nameof(inputs), "must be 2 to 64");
        ArgumentNullException.ThrowIfNull(onRow);
        return new JoinProcessor(this, inputs, isDrivenByAll: false, onRow, statistics ?? new StageStatistics("join"));
    }
}
