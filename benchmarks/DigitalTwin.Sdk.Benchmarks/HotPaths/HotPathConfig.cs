using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace DigitalTwin.Sdk.Benchmarks;

/// <summary>How BenchmarkDotNet is run here.</summary>
internal static class HotPathConfig
{
    /// <summary>Three short iterations in this very process: for CI, where allocated bytes are exact and times only mean something as ratios.</summary>
    internal static IConfig Short() => Common().AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance));

    /// <summary>BenchmarkDotNet's default job, a process for each benchmark; by hand.</summary>
    internal static IConfig Full() => Common().AddJob(Job.Default);

    private static ManualConfig Common() => ManualConfig.CreateEmpty()
        .AddLogger(ConsoleLogger.Default)
        .AddColumnProvider(DefaultColumnProviders.Instance)
        .AddExporter(MarkdownExporter.GitHub)
        .AddDiagnoser(MemoryDiagnoser.Default);
}
