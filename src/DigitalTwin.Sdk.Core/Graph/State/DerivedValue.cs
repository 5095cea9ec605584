namespace DigitalTwin.Sdk;

/// <summary>Evaluates a derived property: quality is the worst of the inputs, event time the latest (semantics S14).</summary>
internal static class DerivedValue
{
    [ThreadStatic]
    private static bool _isEvaluating;

    internal static Cell Compute(Twin twin, PropertyDefinition definition, int[] inputs, PropertyLayout layout, Cell[] cells, long now)
    {
        // A formula that changes what it is derived from would bring itself about until the stack is full. This throws into that formula.
        if (_isEvaluating)
            throw new InvalidOperationException($"A formula must not change a twin: '{twin.Id}/{definition.Name}' would have to be worked out while another formula runs.");
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
                result = Evaluate(definition.Derived!, values);
            }
            catch (Exception e)
            {
                // A user's formula may fail on any input; the failure is the value's quality, the stream lives on.
                twin.Graph.UserFailures.Note("The formula", $"{twin.Id}/{definition.Name}", e);
            }

            if (!double.IsFinite(result))
                quality = quality.WorstWith(Quality.Bad | Quality.ComputationError);
            else
                quality = SampleCheck.Number(definition, result, quality);
        }

        return new Cell { Bits = BitConverter.DoubleToInt64Bits(result), Ticks = ticks, ArrivalTicks = now, Quality = quality };
    }

    private static double Evaluate(DerivedFormula formula, double[] values)
    {
        _isEvaluating = true;
        try
        {
            return formula.Compute(values);
        }
        finally
        {
            _isEvaluating = false;
        }
    }
}
