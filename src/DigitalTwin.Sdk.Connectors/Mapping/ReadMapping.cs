namespace DigitalTwin.Sdk.Connectors;

/// <summary>Says how the messages of one address become samples of one property. Without a word, the whole payload is one plain number or text.</summary>
/// <remarks>
/// What is wrong here is reported before the runtime starts. A payload that cannot be read becomes a sample that is Bad with reason
/// ConversionError at its arrival time, so that the property does not go on looking good. Not thread-safe.
/// </remarks>
/// <typeparam name="T">Type of the property's values: a number, bool, string or DateTimeOffset, or any other with <see cref="Decode"/>.</typeparam>
public sealed class ReadMapping<T>
{
    internal string? ValuePath { get; private set; }

    internal PayloadDecoder<T>? Decoder { get; private set; }

    internal UnitOfMeasure? SourceUnit { get; private set; }

    internal string? UnitPath { get; private set; }

    internal string? TimePath { get; private set; }

    internal TimePolicy TimePolicy { get; private set; } = TimePolicy.TrustSourceWithin(TimeSpan.FromDays(1));

    internal string? QualityPath { get; private set; }

    internal SourceQuality QualityConvention { get; private set; }

    internal TimeSpan? ExpectedPeriod { get; private set; }

    internal bool SkipsRetained { get; private set; }

    /// <summary>Takes the value from a place in a JSON document.</summary>
    /// <param name="path">One place, such as <c>$.flow</c>, <c>$.values[0]</c> or <c>$['x y']</c>. A number may also be written as a JSON string.</param>
    public ReadMapping<T> JsonPath(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        ValuePath = path;
        return this;
    }

    /// <summary>Takes the value from the payload by a function of your own.</summary>
    /// <param name="decoder">The function; see <see cref="PayloadDecoder{T}"/> for what it may do.</param>
    public ReadMapping<T> Decode(PayloadDecoder<T> decoder)
    {
        ArgumentNullException.ThrowIfNull(decoder);
        Decoder = decoder;
        return this;
    }

    /// <summary>The unit in which the source sends; converted into the property's unit. With <see cref="UnitFrom"/>, only for messages that name none.</summary>
    /// <param name="unit">A unit of the same dimension as the property's. Default: the property's own.</param>
    public ReadMapping<T> Unit(UnitOfMeasure unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        SourceUnit = unit;
        return this;
    }

    /// <summary>Takes the unit from a place in a JSON document and converts each value from it into the property's unit.</summary>
    /// <remarks>
    /// The text there is a spelling that <see cref="Units.TryFind"/> knows, or the symbol of the property's own unit; case counts. One that is
    /// unknown, or of another dimension, makes the sample Bad with reason ConversionError, and is counted. So does a message that names none, unless
    /// <see cref="Unit"/> says in which unit it then is.
    /// </remarks>
    /// <param name="path">One place, such as <c>$.unit</c>.</param>
    public ReadMapping<T> UnitFrom(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        UnitPath = path;
        return this;
    }

    /// <summary>Takes the event time from a place in a JSON document: ISO 8601 text (UTC unless it has an offset), or s, ms, µs or ns since 1970, told apart by size.</summary>
    /// <remarks>Without it, the event time is the arrival time, and what may have waited while the link was down is only <c>Uncertain | CommLoss</c>. A time that is missing or unreadable gives the arrival time with quality <c>Uncertain | ClockSkew</c>.</remarks>
    /// <param name="path">One place, such as <c>$.ts</c>.</param>
    /// <param name="policy">How far the source's clock is trusted; null for at most one day off, which catches clocks that were never set.</param>
    public ReadMapping<T> Time(string path, TimePolicy? policy = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        TimePath = path;
        TimePolicy = policy ?? TimePolicy;
        return this;
    }

    /// <summary>Takes the source's own verdict on the value from a place in a JSON document. What is not good carries reason SourceFlagged.</summary>
    /// <param name="path">One place, such as <c>$.q</c>.</param>
    /// <param name="convention">How the source writes quality.</param>
    public ReadMapping<T> QualityFrom(string path, SourceQuality convention = SourceQuality.Words)
    {
        ArgumentNullException.ThrowIfNull(path);
        QualityPath = path;
        QualityConvention = convention;
        return this;
    }

    /// <summary>How often a sample is expected; lets the twin's health tell a silent source from a steady one.</summary>
    /// <param name="period">Above zero, at most 366 days. Default: not expected at any rate.</param>
    public ReadMapping<T> ExpectEvery(TimeSpan period)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(period, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(period, TimeSpan.FromDays(366));
        ExpectedPeriod = period;
        return this;
    }

    /// <summary>Leaves out what the broker had kept from before, and counts it as filtered.</summary>
    /// <remarks>By default it is taken and marked <see cref="Quality.Retained"/>; without a time of its own it also is only Uncertain, as nobody knows how old it is.</remarks>
    public ReadMapping<T> SkipRetained()
    {
        SkipsRetained = true;
        return this;
    }
}
