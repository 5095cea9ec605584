namespace DigitalTwin.Sdk;

/// <summary>A hash of text that is the same in every process (FNV-1a, 32 bits; Fowler, Noll, Vo 1991), so that a twin keeps its lane after a restart.</summary>
internal static class StableHash
{
    internal static uint Of(string text)
    {
        var hash = 2166136261u;
        foreach (var c in text)
        {
            hash = (hash ^ (byte)c) * 16777619u;
            hash = (hash ^ (byte)(c >> 8)) * 16777619u;
        }

        return hash;
    }
}
