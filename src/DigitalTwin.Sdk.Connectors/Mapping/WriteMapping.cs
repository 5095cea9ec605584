namespace DigitalTwin.Sdk.Connectors;

/// <summary>Says how a value is written down for the plant. Without a word: a plain number in the set-point's unit.</summary>
/// <remarks>Not thread-safe.</remarks>
public sealed class WriteMapping
{
    private bool _isWithoutReadBack;

    internal string Pattern { get; private set; } = "${value}";

    internal UnitOfMeasure? TargetUnit { get; private set; }

    /// <summary>Whether the plant's answer may be expected in the same form: only a plain number is.</summary>
    internal bool IsReadBack => !_isWithoutReadBack && Pattern == "${value}";

    /// <summary>The text that is sent, with placeholders.</summary>
    /// <param name="text">
    /// For instance <c>{"speed":${value},"id":"${id}"}</c>. Placeholders: <c>${value}</c> the number (shortest exact form, point as decimal mark);
    /// <c>${id}</c> the command's identifier, the same in every retry; <c>${time}</c> when the guard let it pass and <c>${expires}</c> when it
    /// loses its meaning, both ISO 8601 UTC.
    /// </param>
    public WriteMapping Template(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        Pattern = text;
        return this;
    }

    /// <summary>The unit in which the plant expects the value; converted from the set-point's unit.</summary>
    /// <param name="unit">A unit of the same dimension as the set-point's. Default: the set-point's own.</param>
    public WriteMapping Unit(UnitOfMeasure unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        TargetUnit = unit;
        return this;
    }

    /// <summary>Does not read the set-point back from where the connector's convention expects the plant's answer.</summary>
    public WriteMapping WithoutReadBack()
    {
        _isWithoutReadBack = true;
        return this;
    }
}
