namespace DigitalTwin.Sdk.Physics.Tests;

/// <summary>Reference data outside the repository: the folder DIGITALTWIN_SHARED, else <c>../shared</c> beside the repository.</summary>
internal static class SharedFiles
{
    /// <summary>A file's path, or null after saying so if it is not there; with CI=true its absence fails.</summary>
    public static string? Find(string relative, Xunit.Abstractions.ITestOutputHelper output)
    {
        var folder = Environment.GetEnvironmentVariable("DIGITALTWIN_SHARED");
        if (string.IsNullOrEmpty(folder))
        {
            var root = new DirectoryInfo(AppContext.BaseDirectory);
            while (root is not null && !File.Exists(Path.Combine(root.FullName, "DigitalTwin.Sdk.sln")))
                root = root.Parent;
            folder = Path.Combine(root?.Parent?.FullName ?? ".", "shared");
        }

        var path = Path.Combine(folder, relative);
        if (File.Exists(path))
            return path;
        if (Environment.GetEnvironmentVariable("CI") == "true")
            Assert.Fail($"Reference data {path} is missing; set DIGITALTWIN_SHARED.");
        output.WriteLine($"SKIPPED: reference data {path} is missing; set DIGITALTWIN_SHARED to compare with it.");
        return null;
    }
}
