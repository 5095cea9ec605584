using System.Text.Json;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Which windows a time lies in.</summary>
internal abstract record WindowLayout
{
    /// <summary>The last window that the time lies in.</summary>
    internal abstract (long From, long To) At(long ticks);

    /// <summary>The window before, if the time lies in that one too; else one that does not contain the time.</summary>
    internal virtual (long From, long To) Before((long From, long To) window, long ticks) => (long.MinValue, long.MinValue);

    /// <summary>The first and the last time whose windows lie within the years 1 to 9999.</summary>
    internal abstract (long First, long Last) Limits { get; }

    internal abstract void Write(Utf8JsonWriter json);
}
