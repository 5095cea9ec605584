using System.Collections.Immutable;
using System.Text.Json;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Windows as JSON: <c>{"version":1,"windows":"tumbling","size":"00:05:00","lateness":"00:00:30"}</c>.</summary>
internal static class WindowJson
{
    private const int Version = 1;

    internal static void Write(Utf8JsonWriter json, SignalWindows windows)
    {
        json.WriteStartObject();
        json.WriteNumber("version", Version);
        windows.Layout.Write(json);
        if (windows.Lateness > TimeSpan.Zero)
            json.WriteString("lateness", RegularLayout.Text(windows.Lateness));
        if (windows.MaxAhead != TimeSpan.MaxValue)
            json.WriteString("maxAhead", RegularLayout.Text(windows.MaxAhead));
        if (windows.MaxGap is { } maxGap)
        {
            json.WriteString("maxGap", RegularLayout.Text(maxGap));
            json.WriteString("shape", windows.Shape.ToString());
        }

        if (windows.IsOnlyFinal)
            json.WriteBoolean("onlyFinal", true);
        if (windows.EarlyEvery is { } every)
            json.WriteString("earlyEvery", RegularLayout.Text(every));
        json.WriteNumber("capacity", windows.Capacity);
        json.WriteEndObject();
    }

    internal static SignalWindows Read(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new FormatException("Windows in JSON are an object.");
            var p = new StageParameters(0, "windows", document.RootElement, ImmutableDictionary<string, Delegate>.Empty);
            if (p.Count("version") != Version)
                throw new FormatException($"Windows in JSON are an object with \"version\": {Version}.");
            var windows = Read(p);
            p.RequireAllRead();
            return windows;
        }
        catch (JsonException error)
        {
            throw new FormatException($"The windows are no valid JSON: {error.Message}", error);
        }
        catch (Exception error) when (error is ArgumentException or TimeZoneNotFoundException)
        {
            throw new FormatException($"The windows are wrong: {error.Message}", error);
        }
    }

    private static SignalWindows Read(StageParameters p)
    {
        var windows = p.Text("windows") switch
        {
            "tumbling" => SignalWindows.Tumbling(p.Time("size"), p.OptionalInstant("origin")),
            "sliding" => SignalWindows.Sliding(p.Time("size"), p.Time("every"), p.OptionalInstant("origin")),
            "session" => SignalWindows.Session(p.Time("idle")),
            "calendar" => SignalWindows.Calendar(
                p.Choice<CalendarPeriod>("period"),
                TimeZoneInfo.FindSystemTimeZoneById(p.Text("timeZone")),
                p.Choice<DayOfWeek>("firstDay", DayOfWeek.Monday)),
            var other => throw new FormatException($"There are no windows '{other}'. There are calendar, session, sliding, tumbling."),
        };
        windows = windows.AllowLateness(p.Time("lateness", TimeSpan.Zero)).KeepAtMost(p.Count("capacity", 65_536));
        if (p.OptionalTime("maxAhead") is { } maxAhead)
            windows = windows.RejectAhead(maxAhead);
        if (p.OptionalTime("maxGap") is { } maxGap)
            windows = windows.WithCoverage(maxGap, p.Choice<SignalShape>("shape", SignalShape.Line));
        if (p.OptionalTime("earlyEvery") is { } every)
            windows = windows.WithEarlyResults(every);
        return p.Flag("onlyFinal", false) ? windows.OnlyFinal() : windows;
    }
}
