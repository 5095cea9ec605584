using System.Diagnostics;

namespace DigitalTwin.Sdk.Repository.Tests.Reading;

/// <summary>Finds the repository and reads its text files: what git tracks, and what it would track if added.</summary>
internal static class RepositoryFiles
{
    private const string ExecutableMode = "100755";
    private static readonly string[] NotOurs = [".git", ".idea", ".vs", "artifacts", "bin", "node_modules", "obj", "TestResults"];

    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<RepositoryFile> All { get; } = Read();

    public static IEnumerable<RepositoryFile> CSharp => All.Where(f => f.IsCSharp && !f.IsGenerated);

    public static IEnumerable<RepositoryFile> Sources => CSharp.Where(f => f.IsUnder("src"));

    public static IEnumerable<RepositoryFile> SourceProjects =>
        All.Where(f => f.IsUnder("src") && f.Path.EndsWith(".csproj", StringComparison.Ordinal));

    /// <summary>Every page, but for the notes that lie beside a peer's scripts.</summary>
    public static IEnumerable<RepositoryFile> Pages => All.Where(f => f.IsMarkdown);

    public static RepositoryFile Get(string path) =>
        All.FirstOrDefault(f => f.Path == path) ?? throw new InvalidOperationException($"The repository has no file {path}.");

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "DigitalTwin.Sdk.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds DigitalTwin.Sdk.sln.");
    }

    private static List<RepositoryFile> Read()
    {
        var files = new List<RepositoryFile>();
        foreach (var (path, isExecutable) in List().OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            var full = Path.Combine(Root, path);
            if (!File.Exists(full))
                continue;
            var text = File.ReadAllText(full);
            if (!text.Contains('\0', StringComparison.Ordinal))
                files.Add(new RepositoryFile(path, text.ReplaceLineEndings("\n"), isExecutable));
        }

        return files;
    }

    /// <summary>Every file with its run bit. A tree without git, such as an unpacked archive, is walked instead.</summary>
    private static Dictionary<string, bool> List()
    {
        var tracked = Git("ls-files", "-z", "--stage");
        var added = Git("ls-files", "-z", "--others", "--exclude-standard");
        if (tracked is null || added is null)
            return Walk(new DirectoryInfo(Root)).ToDictionary(Relative, IsExecutable);

        var files = new Dictionary<string, bool>();
        foreach (var entry in tracked.Split('\0', StringSplitOptions.RemoveEmptyEntries))
            files[entry[(entry.IndexOf('\t', StringComparison.Ordinal) + 1)..]] = entry.StartsWith(ExecutableMode, StringComparison.Ordinal);
        foreach (var path in added.Split('\0', StringSplitOptions.RemoveEmptyEntries))
            files[path] = IsExecutable(new FileInfo(Path.Combine(Root, path)));
        return files;
    }

    private static string? Git(params string[] arguments)
    {
        var start = new ProcessStartInfo("git", ["-c", "safe.directory=*", .. arguments])
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var git = Process.Start(start)!;
            var complaints = git.StandardError.ReadToEndAsync();
            var output = git.StandardOutput.ReadToEnd();
            git.WaitForExit();
            _ = complaints;
            return git.ExitCode == 0 ? output : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static IEnumerable<FileInfo> Walk(DirectoryInfo folder) =>
        folder.EnumerateFiles().Concat(folder.EnumerateDirectories().Where(d => !NotOurs.Contains(d.Name)).SelectMany(Walk));

    private static string Relative(FileInfo file) => Path.GetRelativePath(Root, file.FullName).Replace('\\', '/');

    private static bool IsExecutable(FileInfo file) =>
        !OperatingSystem.IsWindows() && file.Exists && file.UnixFileMode.HasFlag(UnixFileMode.UserExecute);
}
