namespace DigitalTwin.Sdk.Control;

/// <summary>Reads that outlive the twin: what is gone is unknown, and an unknown value refuses, falls back and ends commands like any other.</summary>
internal static class LivingRead
{
    /// <summary>The property's sample; one without data if its twin has been removed.</summary>
    internal static Sample<T> ReadOrNone<T>(this Property<T> property)
    {
        try
        {
            return property.Read();
        }
        catch (InvalidOperationException)
        {
            return default;
        }
    }

    /// <summary>The property's sample as a number; one without data if its twin has been removed.</summary>
    internal static Sample<double> ReadNumberOrNone(this Property property)
    {
        try
        {
            return property.ReadNumber();
        }
        catch (InvalidOperationException)
        {
            return default;
        }
    }
}
