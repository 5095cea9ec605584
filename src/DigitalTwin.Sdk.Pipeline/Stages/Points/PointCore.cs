using System.Diagnostics.CodeAnalysis;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Runs an operator of single samples: others pass, and a result that is no number is Bad.</summary>
internal struct PointCore<TOperator>(TOperator point) : ISampleStage
    where TOperator : struct, IPointOperator
{
    private const long None = long.MaxValue;

    // Used by reference, so that the operator changes the field and not a copy of it.
    private TOperator _operator = point;

    // When the link was reported lost, until a usable sample is there from after it: one from before may still come, and belongs to what was.
    private long _lostAt = None;

    /// <summary>The operator itself, for those who work on many samples at once.</summary>
    [UnscopedRef]
    internal ref TOperator Operator => ref _operator;

    /// <summary>Whether the operator is to forget what came before with one of the next samples.</summary>
    internal readonly bool IsLinkLost => _lostAt != None;

    public void Process<TOutput>(in Sample<double> sample, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        ref var point = ref _operator;
        var result = sample;
        if (sample.Quality.IsUsable || TOperator.SeesAll)
        {
            if (sample.Ticks > _lostAt)
            {
                point.Forget();
                _lostAt = None;
            }

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
                    if (!double.IsFinite(result.Value))
                        result = sample with { Quality = result.Quality.WorstWith(Quality.Bad | Quality.ComputationError) };
                    break;
                default:
                    if (!double.IsFinite(result.Value) && result.Quality.IsUsable)
                    {
                        result = sample with { Quality = sample.Quality.WorstWith(Quality.Bad | Quality.ComputationError) };
                        output.CountFlagged();
                    }

                    break;
            }
        }
        else if (sample.Quality.IsBad && sample.Quality.Has(Quality.CommLoss))
        {
            _lostAt = _lostAt == None ? sample.Ticks : Math.Max(_lostAt, sample.Ticks);
        }

        output.Emit(result);
    }

    /// <summary>Passes a sample on with a new value, or as Bad if that is no number.</summary>
    internal static void EmitChecked<TOutput>(in Sample<double> sample, double value, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        var isNumber = double.IsFinite(value);
        if (!isNumber)
            output.CountFlagged();
        output.Emit(isNumber ? sample with { Value = value } : sample with { Quality = sample.Quality.WorstWith(Quality.Bad | Quality.ComputationError) });
    }

    public readonly long Advance<TOutput>(long ticks, ref TOutput output)
        where TOutput : struct, ISampleOutput => ticks;

    public void Complete<TOutput>(ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
    }

    public void Save(StateWriter writer)
    {
        writer.Write(_lostAt);
        _operator.Save(writer);
    }

    public void Restore(StateReader reader)
    {
        _lostAt = reader.Read<long>();
        _operator.Restore(reader);
    }
}
