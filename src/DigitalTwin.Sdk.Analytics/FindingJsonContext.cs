using System.Text.Json.Serialization;

namespace DigitalTwin.Sdk.Analytics;

/// <summary>Generated at build time, so that findings can be written without reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(Finding))]
internal sealed partial class FindingJsonContext : JsonSerializerContext;
