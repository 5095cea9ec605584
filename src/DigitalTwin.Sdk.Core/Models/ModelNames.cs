namespace DigitalTwin.Sdk;

/// <summary>The rule for names of properties, telemetry, commands, relationships and components (DTDL v3: field names).</summary>
internal static class ModelNames
{
    private const int MaxLength = 512;

    internal static void Require(string name, string parameter)
    {
        ArgumentNullException.ThrowIfNull(name, parameter);
        if (!IsValid(name))
            throw new ArgumentException($"'{name}' is no valid name: a letter first, then letters, digits and underscores, no underscore last, at most {MaxLength} characters.", parameter);
    }

    private static bool IsValid(string name)
    {
        if (name.Length is 0 or > MaxLength || !char.IsAsciiLetter(name[0]) || name[^1] == '_')
            return false;
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '_')
                return false;
        }

        return true;
    }
}
