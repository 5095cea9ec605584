namespace DigitalTwin.Sdk;

/// <summary>One thing in which a write breaks the model.</summary>
/// <param name="Path">The property or relationship, with its component if it has one.</param>
/// <param name="Code">Stable code, such as <c>type</c>, <c>unknown</c>, <c>range</c>, <c>required</c>, <c>derived</c>, <c>not-writable</c>, <c>multiplicity</c>, <c>target</c>.</param>
/// <param name="Message">The same in words; not stable.</param>
public sealed record Violation(string Path, string Code, string Message);
