using System.Text;
using Microsoft.Extensions.Logging;

namespace DigitalTwin.Sdk.Connectors;

/// <inheritdoc/>
internal sealed class PayloadReader<T> : PayloadReader
{
    private readonly Property<T> _property;
    private readonly PayloadDecoder<T>? _decoder;
    private readonly JsonScanner? _scanner;
    private readonly int _value = -1;
    private readonly int _time = -1;
    private readonly int _quality = -1;
    private readonly int _unit = -1;
    private readonly TimePolicy _timePolicy;
    private readonly SourceQuality _convention;
    private readonly UnitConversion _conversion = UnitConversion.Identity;
    private readonly PayloadUnit? _payloadUnit;
    private readonly bool _skipsRetained;

    /// <summary>Works a mapping out; what is wrong with it is added to the problems, and the reader must then not be used.</summary>
    internal PayloadReader(Property<T> property, string address, ReadMapping<T> mapping, ICollection<string> problems)
        : base(property, address, mapping.ExpectedPeriod)
    {
        _property = property;
        _decoder = mapping.Decoder;
        _timePolicy = mapping.TimePath is null ? TimePolicy.TrustArrival : mapping.TimePolicy;
        _convention = mapping.QualityConvention;
        _skipsRetained = mapping.SkipsRetained;
        var where = $"'{property}' ({address})";
        var paths = new List<JsonPath>();
        if (mapping.Decoder is null)
            _value = Add(mapping.ValuePath, paths, where, problems);
        else if (mapping.ValuePath is not null)
            problems.Add($"{where} has both a JSON path and a decoder; choose one.");
        _time = Add(mapping.TimePath, paths, where, problems);
        _quality = Add(mapping.QualityPath, paths, where, problems);
        _unit = Add(mapping.UnitPath, paths, where, problems);
        _scanner = paths.Count > 0 ? new JsonScanner([.. paths]) : null;
        if (_scanner is not null && _value < 0 && _decoder is null && mapping.ValuePath is null)
            problems.Add($"{where} takes time, quality or unit from JSON but not its value; add .JsonPath(...).");
        if (_decoder is null && !ValueText.IsSupported(typeof(T)))
            problems.Add($"{where} has values of type {typeof(T).Name}, which have no built-in codec; add .Decode(...).");
        if (!Enum.IsDefined(_convention))
            problems.Add($"{where} has an unknown quality convention {(int)_convention}.");
        if (mapping.SourceUnit is { } unit)
            _conversion = UnitCheck.Conversion(unit, property.Unit, typeof(T), where, problems);
        if (_unit >= 0 && property.Unit is { } own && ValueText.IsNumber(typeof(T)))
            _payloadUnit = new PayloadUnit(own, mapping.SourceUnit is null ? null : _conversion);
        else if (_unit >= 0)
            problems.Add($"{where} has no unit, or values that have none, but the payload is to name one.");
    }

    internal override ValueTask DeliverAsync(ConnectorIntake intake, ReadOnlySpan<byte> payload, in Arrival arrival, ISampleReceipt? receipt, CancellationToken cancellationToken)
    {
        Counters.CountConsumed();
        if (_skipsRetained && arrival.IsRetained)
        {
            Counters.CountFiltered();
            receipt?.Applied();
            return ValueTask.CompletedTask;
        }

        var sample = Read(payload, arrival, out var failure);
        if (failure is not null)
        {
            NoteFailure(intake, failure, payload, arrival);
            return FailAsync(intake, sample.Quality, arrival, receipt, cancellationToken);
        }

        Counters.CountMapped();
        Counters.CountPosted();
        return intake.Host.PostAsync(_property, sample, receipt, cancellationToken);
    }

    internal override ValueTask RefuseAsync(ConnectorIntake intake, string why, in Arrival arrival, ISampleReceipt? receipt, CancellationToken cancellationToken)
    {
        Counters.CountConsumed();
        NoteFailure(intake, why, default, arrival);
        return FailAsync(intake, Bad(arrival, Quality.ConversionError).Quality, arrival, receipt, cancellationToken);
    }

    private ValueTask FailAsync(ConnectorIntake intake, Quality reasons, in Arrival arrival, ISampleReceipt? receipt, CancellationToken cancellationToken)
    {
        Counters.CountPosted();
        return intake.Host.PostFailureAsync(_property, new DateTimeOffset(arrival.Ticks, TimeSpan.Zero), reasons, receipt, cancellationToken);
    }

    internal override (string? Sample, string Problem) Preview(ReadOnlySpan<byte> payload, in Arrival arrival)
    {
        var sample = Read(payload, arrival, out var failure);
        return failure is null ? (sample.ToString(), "") : (null, failure);
    }

    internal Sample<T> Read(ReadOnlySpan<byte> payload, in Arrival arrival, out string? failure)
    {
        Span<JsonSlot> slots = stackalloc JsonSlot[4];
        if (_scanner is not null && !_scanner.TryScan(payload, slots))
        {
            failure = "the payload is not well-formed JSON";
            return Bad(arrival, Quality.ConversionError);
        }

        var reasons = TryValue(payload, slots, out var value, out failure);
        if (failure is not null)
            return Bad(arrival, reasons);
        var ticks = _timePolicy.Pick(SourceTime(payload, slots), arrival.Ticks, out var isSkewed);
        var quality = Quality.Good;
        if (_quality >= 0)
            quality = quality.WorstWith(QualityText.FromJson(payload, slots[_quality], _convention));
        if (isSkewed)
            quality = quality.WorstWith(Quality.Uncertain | Quality.ClockSkew);

        // Only a time that the source wrote down, and that is trusted, tells how old a message is that did not come at once.
        var hasOwnTime = _timePolicy.AsksSource && !isSkewed;
        if (arrival.IsRetained)
            quality = quality.WorstWith((hasOwnTime ? Quality.Good : Quality.Uncertain) | Quality.Retained);
        if (arrival.MayHaveWaited && !hasOwnTime)
            quality = quality.WorstWith(Quality.Uncertain | Quality.CommLoss);
        return new Sample<T>(value, ticks, arrival.Ticks, quality);
    }

    private static int Add(string? text, List<JsonPath> paths, string where, ICollection<string> problems)
    {
        if (text is null)
            return -1;
        if (JsonPath.TryParse(text, out var problem) is not { } path)
        {
            problems.Add($"{where}: {problem}");
            return -1;
        }

        paths.Add(path);
        return paths.Count - 1;
    }

    private static Sample<T> Bad(in Arrival arrival, Quality reasons) =>
        new(default!, arrival.Ticks, arrival.Ticks, Quality.Bad | reasons | (arrival.IsRetained ? Quality.Retained : 0));

    private Quality TryValue(ReadOnlySpan<byte> payload, ReadOnlySpan<JsonSlot> slots, out T value, out string? failure)
    {
        var conversion = _conversion;
        value = default!;
        if (_payloadUnit is not null && !_payloadUnit.TryConversion(payload, slots[_unit], out conversion, out failure))
            return Quality.ConversionError;
        if (_decoder is not null)
            return TryDecode(payload, conversion, out value, out failure);
        var isRead = _value >= 0
            ? ValueText.TryFromJson(payload, slots[_value], conversion, out value)
            : ValueText.TryFromText(payload, conversion, out value);
        failure = isRead ? null : _value < 0 ? Failures<T>.Text : slots[_value].IsFound ? Failures<T>.Json : "the JSON path leads nowhere";
        return Quality.ConversionError;
    }

    private Quality TryDecode(ReadOnlySpan<byte> payload, UnitConversion conversion, out T value, out string? failure)
    {
        try
        {
            var isRead = _decoder!(payload, out value) && (typeof(T) != typeof(double) || ValueText.TryFromNumber(Converted(value, conversion), out value));
            failure = isRead ? null : "the decoder does not understand the payload";
            return Quality.ConversionError;
        }
        catch (Exception e)
        {
            // User code at a stage boundary: its failure is this sample's quality, and the stream lives on.
            value = default!;
            failure = "the decoder failed with " + e.GetType().Name;
            return Quality.ComputationError;
        }
    }

    private static double Converted(T value, UnitConversion conversion) => typeof(T) == typeof(double) ? conversion.Apply((double)(object)value!) : double.NaN;

    private long? SourceTime(ReadOnlySpan<byte> payload, ReadOnlySpan<JsonSlot> slots)
    {
        if (_time < 0)
            return null;
        var slot = slots[_time];
        var isRead = slot.Kind switch
        {
            System.Text.Json.JsonTokenType.String => TimeText.TryParse(slot.In(payload), out var ticks) ? ticks : (long?)null,
            System.Text.Json.JsonTokenType.Number => TimeText.TryFromNumber(slot.In(payload), out var ticks) ? ticks : null,
            _ => null,
        };
        return isRead;
    }

    private void NoteFailure(ConnectorIntake intake, string failure, ReadOnlySpan<byte> payload, in Arrival arrival)
    {
        Counters.CountFailed();
        if (!Sampler.ShouldLog(arrival.Ticks, out var suppressed))
            return;
        var content = intake.LogsPayloads ? Encoding.UTF8.GetString(payload[..Math.Min(payload.Length, 256)]) : "(not logged)";
        ConnectorLog.MappingFailed(intake.Logger, intake.Connector, Address, Property.ToString(), failure, payload.Length, content, suppressed);
    }
}
