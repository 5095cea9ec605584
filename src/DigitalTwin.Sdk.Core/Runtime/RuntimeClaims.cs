namespace DigitalTwin.Sdk;

/// <summary>Which runtime reads and which one writes each property of a graph: one each, as a property has one writer. Thread-safe.</summary>
internal sealed class RuntimeClaims
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(Property Property, bool IsCommand), TwinRuntime> _owners = [];
    private int _number;

    internal int NextNumber() => Interlocked.Increment(ref _number);

    /// <summary>Takes all, or none and gives what stands against it.</summary>
    /// <param name="runtime">Who claims.</param>
    /// <param name="reported">Properties whose reported value it stores.</param>
    /// <param name="commanded">Properties that it writes to the asset.</param>
    internal IReadOnlyList<string> Take(TwinRuntime runtime, IEnumerable<Property> reported, IEnumerable<Property> commanded)
    {
        List<(Property Property, bool IsCommand)> wanted = [.. reported.Select(p => (p, false)), .. commanded.Select(p => (p, true))];
        lock (_lock)
        {
            List<string> problems = [];
            foreach (var (property, isCommand) in wanted)
            {
                if (_owners.TryGetValue((property, isCommand), out var owner))
                    problems.Add($"'{property}' is {(isCommand ? "written to the asset" : "read or written")} by {owner.Name} on the same graph, which has not stopped; a property has one writer.");
            }

            if (problems.Count == 0)
            {
                foreach (var claim in wanted)
                    _owners[claim] = runtime;
            }

            return problems;
        }
    }

    internal void Release(TwinRuntime runtime)
    {
        lock (_lock)
        {
            foreach (var (claim, owner) in _owners)
            {
                // Removing while reading is allowed for a dictionary.
                if (ReferenceEquals(owner, runtime))
                    _owners.Remove(claim);
            }
        }
    }
}
