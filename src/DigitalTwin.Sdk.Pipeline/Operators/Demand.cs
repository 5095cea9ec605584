namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Checks of parameters.</summary>
internal static class Demand
{
    /// <summary>The same mistake, with the name of the signal for which it was made.</summary>
    internal static ArgumentException In(this ArgumentException error, string signal)
    {
        // What the class itself puts after the message it puts there again.
        var end = error.ParamName is null ? -1 : error.Message.IndexOf(" (Parameter '", StringComparison.Ordinal);
        var message = $"'{signal}': {(end < 0 ? error.Message : error.Message[..end])}";
        return error switch
        {
            ArgumentNullException => new ArgumentNullException(error.ParamName, message),
            ArgumentOutOfRangeException outside => new ArgumentOutOfRangeException(outside.ParamName, outside.ActualValue, message),
            _ => new ArgumentException(message, error.ParamName, error),
        };
    }

    internal static void Require(bool isMet, object value, string name, string demand)
    {
        if (!isMet)
            throw new ArgumentOutOfRangeException(name, value, $"The {name} {demand}.");
    }
}
