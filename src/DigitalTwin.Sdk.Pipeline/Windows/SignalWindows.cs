using System.Buffers;
using System.Text;
using System.Text.Json;
using static DigitalTwin.Sdk.Pipeline.Demand;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>
/// Which windows to cut a signal into, and how long to wait for late samples.
/// <code>
/// var days = SignalWindows.Calendar(CalendarPeriod.Day, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"))
///     .AllowLateness(TimeSpan.FromMinutes(5));
///
/// using var log = clean.Windows(days).Subscribe(day => Console.WriteLine($"{day.From:O} {day.Mean}"));
/// </code>
/// </summary>
/// <remarks>
/// <para>
/// Time is event time: a window gives its first result as soon as a sample at or after its end has come. Samples may come in any order: the
/// watermark is the newest event time less the allowed lateness; a sample above it still counts, and if its window has given a result
/// already, that is given anew with the next revision. A sample at or below the watermark is dropped and counted late. Of two samples of one
/// time the later to come stands, unless it is worse; the other is counted as duplicate. Windows without a usable sample give nothing.
/// Completion gives out all windows that are still open.
/// </para>
/// <para>
/// Samples that are not usable do not count and are dropped, and so are those whose value is not a finite number; a lost link (Bad |
/// <see cref="Quality.CommLoss"/>) ends what is covered. Kept are the samples above the watermark, up to a bound, beyond which the oldest is
/// settled early, and the totals of the open windows. Immutable and thread-safe.
/// </para>
/// </remarks>
public sealed record SignalWindows
{
    private const long MostWindows = 100_000;

    private SignalWindows(WindowLayout layout) => Layout = layout;

    internal WindowLayout Layout { get; }

    internal TimeSpan Lateness { get; private init; }

    internal TimeSpan MaxAhead { get; private init; } = TimeSpan.MaxValue;

    internal TimeSpan? MaxGap { get; private init; }

    internal SignalShape Shape { get; private init; }

    internal TimeSpan? EarlyEvery { get; private init; }

    internal bool IsOnlyFinal { get; private init; }

    internal int Capacity { get; private init; } = 65_536;

    /// <summary>Windows of one length that follow each other, at origin + k * size.</summary>
    /// <param name="size">How long, above 0, at most 100 years.</param>
    /// <param name="origin">Where one begins; null (the default) for 1970-01-01T00:00Z.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is outside its range.</exception>
    public static SignalWindows Tumbling(TimeSpan size, DateTimeOffset? origin = null) => Sliding(size, size, origin);

    /// <summary>Windows of one length that overlap: they begin at origin + k * every.</summary>
    /// <param name="size">How long, at least <paramref name="every"/>, at most 1,000 times as long, and at most 100 years.</param>
    /// <param name="every">How often one begins, above 0.</param>
    /// <param name="origin">Where one begins; null (the default) for 1970-01-01T00:00Z.</param>
    /// <exception cref="ArgumentOutOfRangeException">A time is outside its range.</exception>
    public static SignalWindows Sliding(TimeSpan size, TimeSpan every, DateTimeOffset? origin = null)
    {
        RequireUsual(size, nameof(size));
        RequireUsual(every, nameof(every));
        Require(every <= size && size.Ticks / every.Ticks <= 1000, every, nameof(every), "must be at most the size, and at least a thousandth of it");
        return new SignalWindows(new RegularLayout(size, every, origin));
    }

    /// <summary>Windows that last from a sample to the next silence; they end <paramref name="idle"/> after their last sample.</summary>
    /// <remarks>A late sample may join two sessions: the joined one begins where the earlier did, and its result replaces both.</remarks>
    /// <param name="idle">Samples this far apart are of different sessions, above 0, at most 100 years.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is outside its range.</exception>
    public static SignalWindows Session(TimeSpan idle)
    {
        RequireUsual(idle, nameof(idle));
        return new SignalWindows(new SessionLayout(idle));
    }

    /// <summary>Windows of a calendar, from midnight to midnight of a place, whatever its clocks do.</summary>
    /// <remarks>Where midnight is skipped a window begins with the first moment after it; where there are two, with the first.</remarks>
    /// <param name="period">How long.</param>
    /// <param name="timeZone">Of the place.</param>
    /// <param name="firstDay">With which day a week begins; Monday by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">The period or the day is none.</exception>
    public static SignalWindows Calendar(CalendarPeriod period, TimeZoneInfo timeZone, DayOfWeek firstDay = DayOfWeek.Monday)
    {
        ArgumentNullException.ThrowIfNull(timeZone);
        Require(Enum.IsDefined(period), period, nameof(period), "is not a period");
        Require(Enum.IsDefined(firstDay), firstDay, nameof(firstDay), "is not a day");
        return new SignalWindows(new CalendarLayout(period, timeZone, firstDay));
    }

    /// <summary>Builds windows from what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">The text.</param>
    /// <exception cref="FormatException">The text is not valid, or has a parameter that is wrong; the message says which.</exception>
    public static SignalWindows FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return WindowJson.Read(json);
    }

    /// <summary>Waits for samples that come out of order.</summary>
    /// <param name="lateness">How far a sample may be behind the newest, at least 0; 0 unless set.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative, or more than 100,000 windows would be open.</exception>
    public SignalWindows AllowLateness(TimeSpan lateness)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lateness, TimeSpan.Zero);
        Require(
            Layout is not RegularLayout regular || lateness.Ticks / regular.Every.Ticks <= MostWindows,
            lateness,
            nameof(lateness),
            "would keep more than 100,000 windows open");
        return this with { Lateness = lateness };
    }

    /// <summary>Rejects samples dated further ahead of their arrival than this, so that one wrong clock does not end all windows.</summary>
    /// <param name="maxAhead">At least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    public SignalWindows RejectAhead(TimeSpan maxAhead)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxAhead, TimeSpan.Zero);
        return this with { MaxAhead = maxAhead };
    }

    /// <summary>Works out time-weighted mean, integral and coverage, and lets coverage decide on quality (sessions excepted).</summary>
    /// <param name="maxGap">The longest distance between two usable samples that is covered, above 0; of a longer one a signal in steps
    /// still covers the first part of this length.</param>
    /// <param name="shape">What the signal does between two samples.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public SignalWindows WithCoverage(TimeSpan maxGap, SignalShape shape = SignalShape.Line)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(maxGap, TimeSpan.Zero);
        Require(Enum.IsDefined(shape), shape, nameof(shape), "is not a shape");
        return this with { MaxGap = maxGap, Shape = shape };
    }

    /// <summary>Gives each window once, when no accepted sample can change it any more, instead of early and revised.</summary>
    public SignalWindows OnlyFinal() => this with { IsOnlyFinal = true };

    /// <summary>Gives results of windows before they end, so that nobody waits a day for the first figure of a day.</summary>
    /// <remarks>An early result has <see cref="WindowResult.IsEarly"/> and is replaced by the next revision; one comes when event time passes a full step, for
    /// every window that is open then, if there is anything new in it. Late samples change the next early result, and no result of their own.</remarks>
    /// <param name="every">The step, counted from 0001-01-01, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time is not above 0.</exception>
    public SignalWindows WithEarlyResults(TimeSpan every)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(every, TimeSpan.Zero);
        return this with { EarlyEvery = every };
    }

    /// <summary>Bounds the memory.</summary>
    /// <param name="samples">How many samples above the watermark are kept, 1 to 10,000,000; 65,536 unless set. Beyond that the oldest
    /// is settled, and what is older than it comes too late.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is outside its range.</exception>
    public SignalWindows KeepAtMost(int samples)
    {
        Require(samples is >= 1 and <= 10_000_000, samples, nameof(samples), "must be 1 to 10,000,000");
        return this with { Capacity = samples };
    }

    /// <summary>The windows as JSON, on one line, the same for the same windows.</summary>
    public string ToJson()
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
            WindowJson.Write(json, this);
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    /// <summary>As <see cref="ToJson"/>.</summary>
    public override string ToString() => ToJson();

    /// <summary>Puts the windows to work on one signal.</summary>
    /// <param name="onResult">Takes the results.</param>
    /// <param name="statistics">Counts what happens; null to count into new counters.</param>
    public WindowProcessor Start(Action<WindowResult> onResult, StageStatistics? statistics = null)
    {
        ArgumentNullException.ThrowIfNull(onResult);
        return new WindowProcessor(this, onResult, statistics ?? new StageStatistics("windows"));
    }
}
