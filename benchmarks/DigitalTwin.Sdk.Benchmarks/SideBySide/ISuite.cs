namespace DigitalTwin.Sdk.Benchmarks;

/// <summary>One <c>side-by-side</c> suite: the same work done by us and by a named peer, alternately in one run.</summary>
internal interface ISuite
{
    /// <summary>Name on the command line and in the JSON.</summary>
    string Name { get; }

    /// <summary>What is compared, how it is timed and what is checked; printed above the table.</summary>
    string About { get; }

    /// <summary>Measures everything. Throws if either side gives a wrong answer: a fast wrong figure is none.</summary>
    Task<IReadOnlyList<Measure>> RunAsync();
}
