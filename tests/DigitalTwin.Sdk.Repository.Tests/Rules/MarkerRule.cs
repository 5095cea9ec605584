using System.Text.RegularExpressions;
using DigitalTwin.Sdk.Repository.Tests.Reading;

namespace DigitalTwin.Sdk.Repository.Tests.Rules;

/// <summary>A note about unfinished work says which issue will finish it.</summary>
internal static partial class MarkerRule
{
    public static IEnumerable<Finding> Check(RepositoryFile file) =>
        from line in file.Lines.Index()
        where Marker().IsMatch(line.Item) && !IssueLink().IsMatch(line.Item)
        select file.At(line.Index + 1, "unfinished work without a link to its issue.");

    // The letters are bracketed so that the rule does not find itself.
    [GeneratedRegex(@"\b(T[O]DO|F[I]XME|H[A]CK)\b")]
    private static partial Regex Marker();

    [GeneratedRegex(@"https?://\S+/issues/\d+|\bissue \d+")]
    private static partial Regex IssueLink();
}
