using Spectre.Console;
using Spectre.Console.Rendering;

namespace DigitalTwin.Sdk.Samples.PumpTwin;

/// <summary>The live view as a table.</summary>
internal static class LiveTable
{
    internal static IRenderable Of(ViewModel model)
    {
        var signals = new Table().RoundedBorder().AddColumns("signal", "value", "unit", "quality");
        foreach (var (name, sample, unit) in model.Signals)
            signals.AddRow(name, FormattableString.Invariant($"{sample.Value:0.00}"), unit, Coloured(sample.Quality));
        var facts = new Table().RoundedBorder().HideHeaders().AddColumns("what", "says");
        var loss = model.HeadLoss.Value;
        facts.AddRow("head lost, estimated", FormattableString.Invariant($"{loss * 100:0.00} %  of a margin of {PumpStory.HeadMargin * 100:0} %"));
        facts.AddRow("head lost, true", FormattableString.Invariant($"{model.Truth.HeadLoss * 100:0.00} %"));
        facts.AddRow("model", model.Model);
        facts.AddRow("health", FormattableString.Invariant($"{model.Health.State}, entanglement {model.Health.Entanglement:0.00}"));
        facts.AddRow("last finding", model.LastFinding is { } f ? FormattableString.Invariant($"{f.Kind} on day {(f.Time - PumpStory.Start).TotalDays:0.0}") : "none");
        facts.AddRow("recommendation", Markup.Escape(model.Advice));
        facts.AddRow("command", Markup.Escape(model.Command));
        facts.AddRow("commands", Markup.Escape(model.Counts));
        var title = FormattableString.Invariant($"[bold]pump-101[/]  day {model.Day:0.0} of {PumpStory.Duration.TotalDays:0}");
        return new Rows(new Markup(title), new Columns(signals, facts));
    }

    private static string Coloured(Quality quality)
    {
        var colour = quality.IsGood ? "green" : quality.IsUncertain ? "yellow" : "red";
        return $"[{colour}]{Markup.Escape(quality.ToString())}[/]";
    }
}
