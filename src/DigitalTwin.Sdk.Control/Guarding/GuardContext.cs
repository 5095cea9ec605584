namespace DigitalTwin.Sdk.Control;

/// <summary>What a rule may look at.</summary>
/// <param name="NowTicks">Lane time, 100 ns UTC.</param>
/// <param name="Value">The value after the rules before this one.</param>
/// <param name="Kind">Who asks.</param>
/// <param name="Request">The newest sample of the write-back's signal; looked at for automatic commands only.</param>
internal readonly record struct GuardContext(long NowTicks, double Value, CommandKind Kind, Sample<double> Request);
