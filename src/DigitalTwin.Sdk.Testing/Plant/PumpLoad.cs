namespace DigitalTwin.Sdk.Testing;

/// <summary>What the hydraulics ask of motor and bearings, as ratios to the rated point.</summary>
/// <param name="Flow">Flow over rated flow.</param>
/// <param name="Speed">Speed over rated speed.</param>
/// <param name="ShaftPower">Shaft power over rated shaft power.</param>
/// <param name="HeadLoss">Wear, as a fraction of rated head.</param>
/// <param name="BearingDamage">0 new, 1 about to fail.</param>
/// <param name="CavitationNoise">0 silent, 1 loud.</param>
internal readonly record struct PumpLoad(double Flow, double Speed, double ShaftPower, double HeadLoss, double BearingDamage, double CavitationNoise);
