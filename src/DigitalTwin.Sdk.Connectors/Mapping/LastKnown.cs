namespace DigitalTwin.Sdk.Connectors;

/// <summary>The value that a sample without one carries: an operator sees what was known last, with a quality that says not to rely on it.</summary>
internal static class LastKnown
{
    /// <summary>The property's present value; the type's default if it has none yet, or if its twin has been removed.</summary>
    internal static T Of<T>(Property<T> property)
    {
        try
        {
            return property.Read().Value;
        }
        catch (InvalidOperationException)
        {
            // The twin was removed while its device goes on sending; the sample is counted as an orphan.
            return default!;
        }
    }
}
