namespace DigitalTwin.Sdk.Samples.PumpTwin;

/// <summary>Everything a finished run left behind.</summary>
internal sealed record RunRecord(
    ComposedPump Twin, Logbook Log, PlantDrive Drive, IPlantLink Link, Pacer Pacer, UnassistedPump Unassisted, TimeSpan WallTime, long Failures)
{
    /// <summary>How often plant or twin lost the broker; the larger of the two, as one outage hits both.</summary>
    internal long Interruptions => Math.Max(Link.Interruptions, Twin.Connection.Connections() - 1);
}
