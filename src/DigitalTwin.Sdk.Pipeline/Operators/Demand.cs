namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Checks of parameters.</summary>
internal static class Demand
{
    internal static void Require(bool isMet, object value, string name, string demand)
    {
        if (!isMet)
            throw new ArgumentOutOfRangeException(name, value, $"The {name} {demand}.");
    }
}
