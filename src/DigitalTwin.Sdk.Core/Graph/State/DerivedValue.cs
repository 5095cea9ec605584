namespace DigitalTwin.Sdk;

/// <summary>Evaluates a derived property: quality is the worst of the inputs, event time the latest (semantics S14).</summary>
internal static class DerivedValue
{
    internal static Cell Compute(PropertyDefinition definition, int[] inputs, PropertyLayout layout, Cell[] cells, long now)
    {
        var values = new double[inputs.Length];
        var quality = Quality.Good;
        var ticks = 0L;
        for (var i = 0; i < inputs.Length; i++)
        {
            ref readonly var cell = ref cells[inputs[i]];
            values[i] = ValueSlot.Number(layout.Definitions[inputs[i]].ValueType, cell.Bits);
            quality = quality.WorstWith(cell.Quality);
            ticks = Math.Max(ticks, cell.Ticks);
        }

        var result = double.NaN;
        if (quality.IsUsable)
        {
            try
            {
                result = definition.Derived!.Compute(values);
            }
            catch (Exception)
            {
                // A user's formula may fail on any input; the failure is the value's quality, the stream lives on.
                result = double.NaN;
            }

            if (!double.IsFinite(result))
                quality = quality.WorstWith(Quality.Bad | Quality.ComputationError);
            else
                quality = SampleCheck.Number(definition, result, quality);
        }

        return new Cell { Bits = BitConverter.DoubleToInt64Bits(result), Ticks = ticks, ArrivalTicks = now, Quality = quality };
    }
}
