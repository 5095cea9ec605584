using DigitalTwin.Sdk.Testing;

namespace DigitalTwin.Sdk.Samples.PumpTwin;

/// <summary>The same pump, with nobody to slow it down.</summary>
internal sealed record UnassistedPump(TimeSpan MarginGoneAfter, IReadOnlyList<PlantTruth> Truth)
{
    internal static UnassistedPump Simulate()
    {
        var plant = PumpStory.CreatePlant();
        List<PlantTruth> truth = [];
        var gone = TimeSpan.MaxValue;
        while (plant.Elapsed < PumpStory.Duration)
        {
            plant.Step(TimeSpan.FromHours(1));
            truth.Add(new PlantTruth(plant.Now, plant.Truth.HeadDegradation, plant.TrueValue(PumpSignal.Speed), plant.TrueValue(PumpSignal.Power)));
            if (gone == TimeSpan.MaxValue && plant.Truth.HeadDegradation >= PumpStory.HeadMargin)
                gone = plant.Elapsed;
        }

        return new UnassistedPump(gone, truth);
    }
}
