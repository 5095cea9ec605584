using System.Text;

namespace DigitalTwin.Sdk.Repository.Tests.Operators;

/// <summary>Writes the reference of all operators from what the source says of them and from what they do.</summary>
internal static class OperatorReference
{
    internal const string Page = "docs/reference/operators.md";
    internal const string Pictures = "docs/images/operators";

    /// <summary>Every file of the reference by its path.</summary>
    internal static IReadOnlyDictionary<string, string> Files { get; } = Write();

    private static Dictionary<string, string> Write()
    {
        var files = OperatorExamples.All.ToDictionary(e => $"{Pictures}/{e.Slug}.svg", OperatorPicture.Draw);
        files[Page] = Text();
        return files;
    }

    private static string Text()
    {
        var page = new StringBuilder("""
            # Operators

            Every operator of `DigitalTwin.Sdk.Pipeline`, written by a test from the source's own documentation and from what the operators do to a
            signal of one sample a second. In the pictures the input is grey and the output blue; amber stands behind output that is Uncertain, red
            behind output that is Bad.

            Each operator can be used as an Rx operator (`raw.RejectOutside(0, 400)`), in a `SignalPipeline` by direct calls and on columns of recorded
            samples, with the same results to the last bit. Each takes an optional `StageStatistics` last, which counts what happens. State can be
            saved, restored and forked; nothing is allocated per sample.


            """.ReplaceLineEndings("\n"));
        foreach (var group in OperatorDocumentation.Groups)
            page.Append($"- {group.Name}: {string.Join(", ", group.Operators.Select(o => o.Name).Distinct().Select(n => $"[{n}](#{n.ToLowerInvariant()})"))}\n");
        foreach (var group in OperatorDocumentation.Groups)
        {
            page.Append($"\n## {group.Name} operators\n\n{group.Summary}\n");
            if (group.Remarks.Length > 0)
                page.Append($"\n{group.Remarks}\n");
            foreach (var overloads in group.Operators.GroupBy(o => o.Name))
                Append(page, OperatorExamples.All.Single(e => e.Name == overloads.Key), [.. overloads]);
        }

        return page.ToString();
    }

    private static void Append(StringBuilder page, OperatorExample example, IReadOnlyList<OperatorDocumentation> overloads)
    {
        page.Append($"\n### {example.Name}\n\n`{example.Call}`\n\n![{example.Name}: input and output](../images/operators/{example.Slug}.svg)\n\nIn JSON: `{Json(example)}`\n");
        foreach (var overload in overloads)
        {
            page.Append('\n');
            if (overloads.Count > 1)
                page.Append($"**{overload.Signature}**: ");
            page.Append($"{overload.Summary}\n");
            if (overload.Remarks.Length > 0)
                page.Append($"\n{overload.Remarks}\n");
            if (overload.Parameters.Any())
                page.Append("\n| parameter | type | default | meaning |\n|---|---|---|---|\n");
            foreach (var (name, type, byDefault, text) in overload.Parameters)
                page.Append($"| `{name}` | `{Cell(type)}` | {(byDefault.Length == 0 ? "" : $"`{byDefault}`")} | {Cell(text)} |\n");
            if (overload.Returns.Length > 0)
                page.Append($"\nGives: {overload.Returns}\n");
            foreach (var error in overload.Errors)
                page.Append($"\nError {error}\n");
        }
    }

    // The operator's own entry of the pipeline's JSON.
    private static string Json(OperatorExample example)
    {
        var json = example.Pipeline.ToJson();
        return json[(json.IndexOf('[', StringComparison.Ordinal) + 1)..json.LastIndexOf(']')];
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
