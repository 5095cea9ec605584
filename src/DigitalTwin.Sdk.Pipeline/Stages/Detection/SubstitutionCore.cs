namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Puts the last usable value, or a constant, in the place of samples that are not usable.</summary>
internal struct SubstitutionCore(TimeSpan limit, double? constant) : ISampleStage
{
    // The newest usable sample; quality "no data" until there is one, and after a lost link.
    private Sample<double> _last;

    public void Process<TOutput>(in Sample<double> sample, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        if (sample.Quality.IsUsable)
        {
            if (sample.Ticks >= _last.Ticks)
                _last = sample;
            output.Emit(sample);
            return;
        }

        if (sample.Quality.IsBad && sample.Quality.Has(Quality.CommLoss))
            _last = _last with { Quality = Quality.NoData };
        var age = sample.Ticks - _last.Ticks;
        if (!_last.Quality.IsUsable || age < 0 || age > limit.Ticks)
        {
            output.Emit(sample);
            return;
        }

        var quality = (Quality.Uncertain | Quality.Substituted | sample.Quality.Reasons).WorstWith(constant is null ? _last.Quality : Quality.Good);
        output.CountFlagged();
        output.Emit(sample with { Value = constant ?? _last.Value, Quality = quality });
    }

    public readonly long Advance<TOutput>(long ticks, ref TOutput output)
        where TOutput : struct, ISampleOutput => ticks;

    public readonly void Complete<TOutput>(ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
    }

    public readonly void Save(StateWriter writer) => writer.Write(_last);

    public void Restore(StateReader reader) => _last = reader.Read<Sample<double>>();
}
