namespace DigitalTwin.Sdk.Benchmarks;

/// <summary>The writes of the graph work: 1,000,000 numbers into 100,000 twins of 10 properties each, in random order.</summary>
internal sealed class GraphWork
{
    internal const int Twins = 100_000;
    internal const int Properties = 10;
    internal const int Writes = 1_000_000;

    /// <summary>Sum of all properties after the writes, from an independent implementation.</summary>
    private const double ExpectedSum = 315_887.3635;

    internal GraphWork()
    {
        for (var i = 0; i < Writes; i++)
        {
            Twin[i] = (int)(UniformStream.At(820, i) * Twins);
            Property[i] = (int)(UniformStream.At(821, i) * Properties);
            Value[i] = UniformStream.At(822, i);
            // A string of its own for each write, as it comes out of a message; not the instance that the graph holds.
            TwinId[i] = $"twin-{Twin[i]}";
            PropertyName[i] = Names[Property[i]];
        }
    }

    internal static string[] Names { get; } = [.. Enumerable.Range(0, Properties).Select(p => $"p{p}")];

    internal int[] Twin { get; } = new int[Writes];

    internal int[] Property { get; } = new int[Writes];

    internal double[] Value { get; } = new double[Writes];

    internal string[] TwinId { get; } = new string[Writes];

    internal string[] PropertyName { get; } = new string[Writes];

    /// <summary>Throws unless the state and the notifications are what they must be.</summary>
    internal static void Check(string who, double sum, long notified, double notifiedSum)
    {
        if (notified != Writes || Math.Abs(sum - ExpectedSum) > 1e-4 || Math.Abs(notifiedSum - ExpectedSum) > 1e-4)
            throw new InvalidOperationException(FormattableString.Invariant($"{who}: {notified} notifications with sum {notifiedSum}, state sum {sum}; expected {Writes} and {ExpectedSum}."));
    }
}
