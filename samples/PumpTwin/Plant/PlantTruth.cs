namespace DigitalTwin.Sdk.Samples.PumpTwin;

/// <summary>What is true of the plant at one moment.</summary>
/// <param name="Time">When.</param>
/// <param name="HeadLoss">Share of the rated head that wear has taken.</param>
/// <param name="SpeedRpm">Speed of the shaft.</param>
/// <param name="PowerKilowatt">Power drawn.</param>
internal sealed record PlantTruth(DateTimeOffset Time, double HeadLoss, double SpeedRpm, double PowerKilowatt);
