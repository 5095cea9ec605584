namespace DigitalTwin.Sdk;

/// <summary>What a model says about one command.</summary>
/// <param name="Name">Name, unique among the model's contents.</param>
/// <param name="RequestType">Type of the request's payload; null if there is none.</param>
/// <param name="ResponseType">Type of the response's payload; null if there is none.</param>
/// <param name="IsIdempotent">Whether it may be executed more than once for one invocation (semantics F9).</param>
public sealed record CommandDefinition(string Name, Type? RequestType, Type? ResponseType, bool IsIdempotent = false);
