using System.Globalization;

namespace DigitalTwin.Sdk.Connectors.Modbus;

/// <inheritdoc/>
internal sealed class TagReader<T> : TagReader
{
    private readonly Property<T> _property;
    private readonly UnitConversion _conversion = UnitConversion.Identity;
    private readonly double? _deadband;
    private readonly long _longestSilence;

    // The last value handed on. Touched by the one poll group that the tag belongs to.
    private double _lastNumber = double.NaN;
    private long _lastTicks;

    /// <summary>Works a tag out; what is wrong with it is added to the problems, and the reader must then not be used.</summary>
    internal TagReader(Property<T> property, ModbusAddress address, ModbusTag tag, ModbusSettings settings, ICollection<string> problems)
        : base(property, new TagCodec(address, tag), tag.DeviceNumber ?? settings.Device, tag.Period ?? settings.Period, Expected(tag, settings))
    {
        _property = property;
        _deadband = tag.DeadbandWidth;
        _longestSilence = (Expected(tag, settings) ?? TimeSpan.Zero).Ticks;
        var where = $"'{property}' ({address})";
        foreach (var problem in Codec.Problems(where))
            problems.Add(problem);
        if ((Codec.Type == TagType.Text) != (typeof(T) == typeof(string)))
            problems.Add($"{where} has values of type {typeof(T).Name}, but its registers hold {Codec.Type}.");
        if (typeof(T) == typeof(bool) && Codec.Type != TagType.Bit && !Codec.IsUnscaled)
            problems.Add($"{where} has values of type Boolean, which have no scale.");
        if (_deadband is not null && !ValueText.IsNumber(typeof(T)))
            problems.Add($"{where} has values of type {typeof(T).Name}, which have no deadband.");
        if (tag.LongestSilence < (tag.Period ?? settings.Period))
            problems.Add($"{where}: a value cannot be handed on every {tag.LongestSilence} if it is read every {tag.Period ?? settings.Period}.");
        if (tag.PlantUnit is { } unit)
            _conversion = UnitCheck.Conversion(unit, property.Unit, typeof(T), where, problems);
    }

    internal override ValueTask DeliverAsync(ConnectorIntake intake, ReadOnlySpan<ushort> registers, long ticks, CancellationToken cancellationToken)
    {
        Counters.CountConsumed();
        if (!TryValue(registers, out var value, out var number))
        {
            Counters.CountFailed();
            if (Sampler.ShouldLog(ticks, out var suppressed))
                ModbusLog.Unreadable(intake.Logger, intake.Connector, Address, Property.ToString(), Hex(registers), Failure, suppressed);
            return FailAsync(intake, ticks, Quality.ConversionError, cancellationToken);
        }

        if (_deadband is { } width)
        {
            // NaN, before the first value and after a failure, is near nothing.
            if (Math.Abs(number - _lastNumber) <= width && ticks - _lastTicks < _longestSilence)
            {
                Counters.CountFiltered();
                return ValueTask.CompletedTask;
            }

            (_lastNumber, _lastTicks) = (number, ticks);
        }

        Counters.CountMapped();
        Counters.CountPosted();
        return intake.Host.PostAsync(_property, new Sample<T>(value, ticks, ticks, Quality.Good), null, cancellationToken);
    }

    internal override ValueTask FailAsync(ConnectorIntake intake, long ticks, Quality reasons, CancellationToken cancellationToken)
    {
        _lastNumber = double.NaN;
        Counters.CountPosted();
        return intake.Host.PostFailureAsync(_property, new DateTimeOffset(ticks, TimeSpan.Zero), reasons, null, cancellationToken);
    }

    internal override (string? Sample, string Problem) Preview(ReadOnlySpan<ushort> registers, long ticks) =>
        TryValue(registers, out var value, out _) ? (new Sample<T>(value, ticks, ticks, Quality.Good).ToString(), "") : (null, $"{Failure}: {Hex(registers)}");

    private string Failure => Codec.Type == TagType.Text ? "the registers hold no text" : $"the registers hold no finite number that fits {typeof(T).Name}";

    private static TimeSpan? Expected(ModbusTag tag, ModbusSettings settings) =>
        tag.DeadbandWidth is null ? null : tag.LongestSilence ?? 10 * (tag.Period ?? settings.Period);

    private bool TryValue(ReadOnlySpan<ushort> registers, out T value, out double number)
    {
        number = double.NaN;
        if (typeof(T) == typeof(string))
        {
            value = (T)(object)Codec.Text(registers);
            return true;
        }

        // A counter of 64 bits is no double.
        if (typeof(T) == typeof(long) && Codec.IsUnscaled && _conversion.IsIdentity && Codec.TryWhole(registers, out var whole))
        {
            (value, number) = ((T)(object)whole, whole);
            return true;
        }

        number = _conversion.Apply(Codec.Number(registers));
        return ValueText.TryFromNumber(number, out value);
    }

    private string Hex(ReadOnlySpan<ushort> registers)
    {
        var text = new System.Text.StringBuilder();
        foreach (var register in registers[..Codec.Length])
            text.Append(CultureInfo.InvariantCulture, $"{(text.Length > 0 ? " " : "")}{register:X4}");
        return text.ToString();
    }
}
