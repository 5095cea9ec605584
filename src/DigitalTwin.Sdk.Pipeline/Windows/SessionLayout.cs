using System.Text.Json;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Windows that last as long as samples follow each other closely.</summary>
internal sealed record SessionLayout(TimeSpan Idle) : WindowLayout
{
    internal override (long From, long To) At(long ticks) => (ticks, ticks + Idle.Ticks);

    internal override (long First, long Last) Limits => (0, DateTime.MaxValue.Ticks - Idle.Ticks);

    internal override void Write(Utf8JsonWriter json)
    {
        json.WriteString("windows", "session");
        json.WriteString("idle", RegularLayout.Text(Idle));
    }
}
