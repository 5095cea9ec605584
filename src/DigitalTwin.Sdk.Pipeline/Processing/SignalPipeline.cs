using System.Buffers;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>
/// Operators in a row, written once and used three ways: on a live Rx stream, by direct calls, and on columns of recorded samples.
/// All three give the same results, bit for bit.
/// <code>
/// var cleaning = new SignalPipeline()
///     .InOrder(lateness: TimeSpan.FromSeconds(2))
///     .RejectSpikes(window: 15, sigmas: 4)
///     .Resample(TimeSpan.FromSeconds(1), maxGap: TimeSpan.FromSeconds(10));
///
/// IObservable&lt;Sample&lt;double&gt;&gt; clean = raw.Through(cleaning);
/// SignalProcessor live = cleaning.Start(sample => Show(sample));
/// SampleColumns lastYear = cleaning.Run(recorded);
/// </code>
/// </summary>
/// <remarks>Immutable: every operator gives a new pipeline. Thread-safe.</remarks>
public sealed partial class SignalPipeline
{
    private static readonly IReadOnlyDictionary<string, Delegate> NoFunctions = ImmutableDictionary<string, Delegate>.Empty;
    private string? _json;
    private string? _hash;

    /// <summary>Makes a pipeline without operators, which passes everything on.</summary>
    public SignalPipeline()
        : this([])
    {
    }

    private SignalPipeline(ImmutableArray<StageDefinition> stages) => Stages = stages;

    /// <summary>SHA-256 of <see cref="ToJson"/>, 64 hexadecimal digits: tells which operators and parameters made a value.</summary>
    /// <remarks>Of functions of yours it knows the name only, and nothing of the version of this package: where either may change, store its version beside the hash.</remarks>
    public string Hash => _hash ??= Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ToJson())));

    internal ImmutableArray<StageDefinition> Stages { get; }

    internal SignalPipeline Counted(Func<int, string, StageStatistics> counters) =>
        new([.. Stages.Select((s, i) => s.Counted(counters(i + 1, s.Kind)))]);

    /// <summary>Builds a pipeline from what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">The text.</param>
    /// <param name="functions">Your own functions by the names that the text gives them; null if it names none.</param>
    /// <exception cref="FormatException">The text is not valid, names an unknown operator, or has a parameter that is wrong; the message says which.</exception>
    public static SignalPipeline FromJson(string json, IReadOnlyDictionary<string, Delegate>? functions = null)
    {
        ArgumentNullException.ThrowIfNull(json);
        return new SignalPipeline(PipelineJson.Read(json, functions ?? NoFunctions));
    }

    /// <summary>The operators with all their parameters as JSON, on one line, the same for the same pipeline.</summary>
    public string ToJson()
    {
        if (_json is not null)
            return _json;
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
            PipelineJson.Write(json, Stages);
        return _json = Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    /// <summary>Puts the pipeline to work on one signal.</summary>
    /// <param name="sink">Takes the results.</param>
    public SignalProcessor Start(ISampleSink sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        return new SignalProcessor(this, sink);
    }

    /// <summary>Puts the pipeline to work on one signal.</summary>
    /// <param name="onSample">Takes the results one by one.</param>
    public SignalProcessor Start(Action<Sample<double>> onSample)
    {
        ArgumentNullException.ThrowIfNull(onSample);
        return new SignalProcessor(this, new DelegateSink(onSample));
    }

    /// <summary>Passes a whole record through, from an empty state to completion.</summary>
    /// <param name="record">The samples, in the order in which they came; not changed.</param>
    /// <returns>The results.</returns>
    public SampleColumns Run(SampleColumns record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return Run(record.Block);
    }

    /// <summary>Passes a whole record through, from an empty state to completion.</summary>
    /// <param name="record">The samples, in the order in which they came.</param>
    /// <returns>The results.</returns>
    public SampleColumns Run(SampleBlock record)
    {
        // In pieces that stay in the cache on their way through all operators.
        const int pieceLength = 4096;
        var results = new SampleColumns(record.Length);
        var processor = Start(results);
        for (var start = 0; start < record.Length; start += pieceLength)
            processor.Push(record.Slice(start, Math.Min(pieceLength, record.Length - start)));
        processor.Complete();
        return results;
    }

    /// <summary>The operators by name, for logs.</summary>
    public override string ToString() => Stages.Length == 0 ? "(no operators)" : string.Join(" | ", Stages.Select(s => s.Kind));

    internal SignalPipeline FollowedBy(SignalPipeline next) => new(Stages.AddRange(next.Stages));

    internal SignalPipeline With(StageDefinition stage) => new(Stages.Add(stage));
}
