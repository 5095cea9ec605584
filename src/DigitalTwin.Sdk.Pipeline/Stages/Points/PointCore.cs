namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Runs an operator of single samples: others pass, and a result that is no number is Bad.</summary>
internal struct PointCore<TOperator>(TOperator point) : ISampleStage
    where TOperator : struct, IPointOperator
{
    // Used by reference, so that the operator changes the field and not a copy of it.
    private TOperator _operator = point;

    public void Process<TOutput>(in Sample<double> sample, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        ref var point = ref _operator;
        var result = sample;
        if (sample.Quality.IsUsable)
        {
            switch (point.Apply(ref result))
            {
                case PointResult.Late:
                    output.Drop(DropCause.Late);
                    return;
                case PointResult.LeftOut:
                    output.Drop(DropCause.Rejected);
                    return;
                case PointResult.Flagged:
                    output.CountFlagged();
                    break;
                default:
                    if (!double.IsFinite(result.Value))
                    {
                        result = sample with { Quality = sample.Quality.WorstWith(Quality.Bad | Quality.ComputationError) };
                        output.CountFlagged();
                    }

                    break;
            }
        }
        else if (sample.Quality.IsBad && sample.Quality.Has(Quality.CommLoss))
        {
            point.Forget();
        }

        output.Emit(result);
    }

    public void Complete<TOutput>(ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
    }

    public void Save(StateWriter writer) => _operator.Save(writer);

    public void Restore(StateReader reader) => _operator.Restore(reader);
}
