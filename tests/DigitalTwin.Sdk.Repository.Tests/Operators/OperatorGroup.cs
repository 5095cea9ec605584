namespace DigitalTwin.Sdk.Repository.Tests.Operators;

/// <summary>Operators that stand together.</summary>
/// <param name="Name">Such as <c>Cleaning</c>.</param>
/// <param name="Summary">What they are for.</param>
/// <param name="Remarks">What holds for each of them.</param>
/// <param name="Operators">Every overload.</param>
internal sealed record OperatorGroup(string Name, string Summary, string Remarks, IReadOnlyList<OperatorDocumentation> Operators);
