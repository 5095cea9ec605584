namespace DigitalTwin.Sdk;

/// <summary>Whether a change is what a subscriber asked for, by model and by path.</summary>
internal static class FeedFilter
{
    internal static bool Wants(ChangeFeedOptions options, in TwinChange change)
    {
        if (options.Model is { } model && change.Twin.Model?.Is(model) != true)
            return false;
        if (options.Path is not { } path)
            return true;
        const TwinChangeKind ofProperties = TwinChangeKind.Updated | TwinChangeKind.Stale | TwinChangeKind.Late | TwinChangeKind.Desired;
        if ((change.Kind & ofProperties) == 0)
            return true;
        for (var i = 0; i < change.Count; i++)
        {
            if (Matches(path, change[i].Definition.Name))
                return true;
        }

        foreach (var desired in change.Desired)
        {
            if (Matches(path, desired.Property.Name))
                return true;
        }

        return false;
    }

    /// <summary>Whether a change of one property is wanted.</summary>
    internal static bool Wants(ChangeFeedOptions options, Twin twin, PropertyDefinition definition) =>
        (options.Model is not { } model || twin.Model?.Is(model) == true) && (options.Path is not { } path || Matches(path, definition.Name));

    private static bool Matches(string path, string name) =>
        path.EndsWith('/') ? name.StartsWith(path, StringComparison.Ordinal) : string.Equals(path, name, StringComparison.Ordinal);
}
