using System.Text.Json;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Windows of one length that begin every so often.</summary>
internal sealed record RegularLayout(TimeSpan Size, TimeSpan Every, DateTimeOffset? Origin) : WindowLayout
{
    private readonly TimeGrid _grid = new((Origin ?? DateTimeOffset.UnixEpoch).UtcTicks, Every.Ticks);

    internal override (long From, long To) At(long ticks)
    {
        var from = _grid.AtOrBefore(ticks);
        return (from, from + Size.Ticks);
    }

    internal override (long From, long To) Before((long From, long To) window, long ticks) => (window.From - Every.Ticks, window.To - Every.Ticks);

    internal override (long First, long Last) Limits => (Size.Ticks + Every.Ticks, DateTime.MaxValue.Ticks - Size.Ticks - Every.Ticks);

    internal override void Write(Utf8JsonWriter json)
    {
        json.WriteString("windows", Size == Every ? "tumbling" : "sliding");
        json.WriteString("size", Text(Size));
        if (Size != Every)
            json.WriteString("every", Text(Every));
        if (Origin is { } origin)
            json.WriteString("origin", origin.ToUniversalTime().ToString("O", System.Globalization.CultureInfo.InvariantCulture));
    }

    internal static string Text(TimeSpan time) => time.ToString("c", System.Globalization.CultureInfo.InvariantCulture);
}
