using System.Diagnostics;
using System.Text.Json;

namespace DigitalTwin.Sdk.Pipeline.Tests.Oracle;

/// <summary>The script <c>tests/peers/pandas/oracle.py</c>, run by Debian's own Python, which is the one that sees Debian's packages.</summary>
internal sealed class PandasOracle
{
    private const string Interpreter = "/usr/bin/python3";
    private readonly JsonElement _answers;

    private PandasOracle(JsonElement answers) => _answers = answers;

    /// <summary>Asks for all answers; null if Python or pandas is not there, which is a failure where CI is set and said otherwise.</summary>
    internal static async Task<PandasOracle?> AskAsync(object request, Action<string> say)
    {
        if (!File.Exists(Interpreter) || await RunAsync(["-c", "import pandas"], "") is null)
        {
            Assert.False(Environment.GetEnvironmentVariable("CI") == "true", "Debian's python3-pandas is missing.");
            say("SKIPPED: Debian's python3-pandas is missing.");
            return null;
        }

        var text = await RunAsync(["-B", Path.Combine(Root(), "tests/peers/pandas/oracle.py")], JsonSerializer.Serialize(request));
        Assert.NotNull(text);
        using var document = JsonDocument.Parse(text);
        say($"Compared with {document.RootElement.GetProperty("versions")}.");
        return new PandasOracle(document.RootElement.GetProperty("answers").Clone());
    }

    /// <summary>Times in milliseconds of the Unix epoch, and values, where there are any.</summary>
    internal IReadOnlyList<(long Milliseconds, double Value)> this[string name] =>
    [
        .. _answers.GetProperty(name).GetProperty("t").EnumerateArray().Zip(_answers.GetProperty(name).GetProperty("v").EnumerateArray())
            .Select(p => (p.First.GetInt64(), p.Second.GetDouble())),
    ];

    /// <summary>The data file; null if it is not there, which is a failure where CI is set and said otherwise.</summary>
    internal static string? FindData(string path, Action<string> say)
    {
        var file = Path.Combine(Environment.GetEnvironmentVariable("DIGITALTWIN_SHARED") ?? Path.Combine(Root(), "..", "shared"), path);
        if (File.Exists(file))
            return file;
        Assert.False(Environment.GetEnvironmentVariable("CI") == "true", $"The data file {path} is missing; set DIGITALTWIN_SHARED.");
        say($"SKIPPED: the data file {path} is missing; set DIGITALTWIN_SHARED.");
        return null;
    }

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "DigitalTwin.Sdk.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException("No folder above the tests holds DigitalTwin.Sdk.sln.");
    }

    private static async Task<string?> RunAsync(string[] arguments, string input)
    {
        var start = new ProcessStartInfo(Interpreter) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0 || arguments[0] == "-c", await errors);
        return process.ExitCode == 0 ? await output : null;
    }
}
