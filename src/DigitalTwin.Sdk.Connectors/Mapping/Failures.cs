namespace DigitalTwin.Sdk.Connectors;

/// <summary>Texts per type, made once.</summary>
internal static class Failures<T>
{
    internal static readonly string Text = $"the payload is no {Word}";
    internal static readonly string Json = $"the JSON value is no {Word}";

    private static string Word => ValueText.IsNumber(typeof(T)) ? $"finite number that fits {typeof(T).Name}" : typeof(T).Name;
}
