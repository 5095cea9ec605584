using DigitalTwin.Sdk.Repository.Tests.Operators;
using DigitalTwin.Sdk.Repository.Tests.Reading;

namespace DigitalTwin.Sdk.Repository.Tests;

/// <summary>The reference of operators is what the code says and does. To write it anew: <c>DIGITALTWIN_WRITE_DOCS=1 dotnet test tests/DigitalTwin.Sdk.Repository.Tests</c>.</summary>
public class OperatorReferenceTests
{
    private static IEnumerable<string> Operators => OperatorDocumentation.Groups.SelectMany(g => g.Operators).Select(o => o.Name).Distinct();

    [Fact]
    public void Every_operator_is_shown_at_work()
    {
        Assert.NotEmpty(Operators);
        Assert.Equal(Operators.Order(), OperatorExamples.All.Select(e => e.Name).Order());
    }

    [Fact]
    public void Every_operator_is_an_operator_of_the_pipeline_too()
    {
        var methods = typeof(Pipeline.SignalPipeline).GetMethods().Where(m => m.ReturnType == typeof(Pipeline.SignalPipeline) && !m.IsStatic).Select(m => m.Name).Distinct();

        Assert.Equal(Operators.Order(), methods.Order());
    }

    [Fact]
    public void Every_example_does_something()
    {
        foreach (var example in OperatorExamples.All)
            Assert.False(example.Run().SequenceEqual(example.Input), example.Name);
    }

    [Fact]
    public void The_page_and_its_pictures_are_what_the_code_writes()
    {
        if (Environment.GetEnvironmentVariable("DIGITALTWIN_WRITE_DOCS") == "1")
            Write();

        foreach (var (path, text) in OperatorReference.Files)
        {
            var full = Path.Combine(RepositoryFiles.Root, path);
            Assert.True(File.Exists(full), $"{path} is missing; see the summary of this class.");
            Assert.Equal(text, File.ReadAllText(full).ReplaceLineEndings("\n"));
        }

        var pictures = Directory.EnumerateFiles(Path.Combine(RepositoryFiles.Root, OperatorReference.Pictures)).Select(f => $"{OperatorReference.Pictures}/{Path.GetFileName(f)}");
        Assert.All(pictures, picture => Assert.Contains(picture, OperatorReference.Files.Keys));
    }

    private static void Write()
    {
        Directory.CreateDirectory(Path.Combine(RepositoryFiles.Root, OperatorReference.Pictures));
        foreach (var (path, text) in OperatorReference.Files)
            File.WriteAllText(Path.Combine(RepositoryFiles.Root, path), text);
    }
}
