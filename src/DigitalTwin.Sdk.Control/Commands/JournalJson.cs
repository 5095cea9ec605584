using System.Text.Json.Serialization;

namespace DigitalTwin.Sdk.Control;

/// <summary>How a record becomes a line of JSON; made at compile time, so that trimming and AOT keep it.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(CommandRecord))]
internal sealed partial class JournalJson : JsonSerializerContext;
