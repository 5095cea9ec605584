using DigitalTwin.Sdk.Pipeline;

namespace DigitalTwin.Sdk.Repository.Tests.Operators;

/// <summary>One operator at work: the call as a reader would write it, the same call as code, and what it is shown on.</summary>
/// <param name="Name">The operator's method.</param>
/// <param name="Call">The call, as text.</param>
/// <param name="Input">The signal that it is shown on.</param>
/// <param name="Build">The call, as code.</param>
internal sealed record OperatorExample(string Name, string Call, Sample<double>[] Input, Func<SignalPipeline, SignalPipeline> Build)
{
    /// <summary>The operator alone.</summary>
    internal SignalPipeline Pipeline { get; } = Build(new SignalPipeline());

    /// <summary>Name of the picture's file, such as <c>reject-outside</c>.</summary>
    internal string Slug => string.Concat(Name.Select((c, i) => char.IsUpper(c) ? (i > 0 ? "-" : "") + char.ToLowerInvariant(c) : c.ToString()));

    /// <summary>What the operator makes of the input.</summary>
    internal IReadOnlyList<Sample<double>> Run()
    {
        var results = new List<Sample<double>>();
        var processor = Pipeline.Start(results.Add);
        foreach (var sample in Input)
            processor.Push(sample);
        processor.Complete();
        return results;
    }
}
