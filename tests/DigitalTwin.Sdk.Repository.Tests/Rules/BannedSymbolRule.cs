using DigitalTwin.Sdk.Repository.Tests.Reading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace DigitalTwin.Sdk.Repository.Tests.Rules;

/// <summary>The analyzer passes over a banned symbol it cannot find in silence, so a spelling mistake would lift the ban.</summary>
internal static class BannedSymbolRule
{
    private static readonly CSharpCompilation Platform = CSharpCompilation.Create(
        "platform",
        references: ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path)));

    public static IEnumerable<Finding> Check(RepositoryFile list) =>
        from line in list.Lines.Index()
        let symbol = line.Item.Split(';')[0].Trim()
        where symbol.Length > 0 && DocumentationCommentId.GetSymbolsForDeclarationId(symbol, Platform).IsEmpty
        select list.At(line.Index + 1, $"{symbol} does not exist, so it is not banned.");
}
