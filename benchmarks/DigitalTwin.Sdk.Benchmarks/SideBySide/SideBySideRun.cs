namespace DigitalTwin.Sdk.Benchmarks;

/// <summary>Runs one suite and prints what it found.</summary>
internal static class SideBySideRun
{
    /// <summary>0 if the suite ran, whatever it found; 1 if it failed; 2 if there is no such suite.</summary>
    internal static async Task<int> RunAsync(string name)
    {
        if (Suites.Find(name) is not { } suite)
        {
            await Console.Error.WriteLineAsync($"There is no suite '{name}'; there are: {string.Join(", ", Suites.Names)}.");
            return 2;
        }

        try
        {
            var measures = await suite.RunAsync();
            SuiteReport.Print(suite, measures);
            return 0;
        }
        catch (InvalidOperationException wrong)
        {
            await Console.Error.WriteLineAsync($"Suite '{name}' failed: {wrong.Message}");
            return 1;
        }
    }
}
