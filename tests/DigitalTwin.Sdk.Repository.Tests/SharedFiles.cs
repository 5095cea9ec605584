namespace DigitalTwin.Sdk.Repository.Tests;

/// <summary>Data sets outside the repository: the folder DIGITALTWIN_SHARED, else <c>../shared</c> beside the repository.</summary>
internal static class SharedFiles
{
    /// <summary>The path of a data file; null if it is not there, which is a failure where CI is set and said otherwise.</summary>
    internal static string? Find(string path, Action<string> say)
    {
        var folder = Environment.GetEnvironmentVariable("DIGITALTWIN_SHARED") ?? Path.Combine(Reading.RepositoryFiles.Root, "..", "shared");
        var file = Path.Combine(folder, path);
        if (File.Exists(file))
            return file;
        Assert.False(Environment.GetEnvironmentVariable("CI") == "true", $"The data file {path} is missing; set DIGITALTWIN_SHARED.");
        say($"SKIPPED: the data file {path} is missing; set DIGITALTWIN_SHARED.");
        return null;
    }
}
