namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Finds gaps between usable samples, fills them by a rule, and tells of them when they have closed.</summary>
internal struct GapCore(GapRule rule, SideOutput<GapEvent>? events) : ISampleStage
{
    // The newest usable sample; quality "no data" until there is one.
    private Sample<double> _last;

    // Time of the newest output, so that times rise.
    private long _lastOut = long.MinValue;

    // What has been done since _last.
    private int _filled;
    private bool _sawUnusable;
    private bool _isLinkLost;
    private bool _isMarked;

    public void Process<TOutput>(in Sample<double> sample, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        if (sample.Quality.IsBad && sample.Quality.Has(Quality.CommLoss) && !_isLinkLost)
        {
            // News of a lost link waits for nothing and stands behind all that came before it.
            _isLinkLost = true;
            Emit(sample.Ticks > _lastOut ? sample : sample with { Ticks = _lastOut + 1 }, ref output);
        }
        else if (sample.Ticks <= _lastOut)
        {
            output.Drop(sample.Ticks == _lastOut ? DropCause.Duplicate : DropCause.Late);
        }
        else if (sample.Quality.IsUsable)
        {
            TakeUsable(sample, ref output);
        }
        else
        {
            TakeUnusable(sample, ref output);
        }
    }

    public long Advance<TOutput>(long ticks, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        var age = ticks - _last.Ticks;
        if (!_last.Quality.IsUsable || _isLinkLost || age <= 0)
            return ticks;
        var isOpen = rule.Fill == GapFill.Linear ? age <= rule.Limit.Ticks : age <= rule.LongerThan.Ticks;
        if (isOpen)
            return rule.Fill == GapFill.Leave ? ticks : _last.Ticks;

        // No sample lies at the time itself any more.
        var now = new Sample<double>(double.NaN, ticks + 1, ticks, Quality.NoData);
        Fill(now, isClosing: false, ref output);
        Mark(now, ref output);
        return ticks;
    }

    public readonly void Complete<TOutput>(ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
    }

    public readonly void Save(StateWriter writer)
    {
        writer.Write(_last);
        writer.Write(_lastOut);
        writer.Write(_filled);
        writer.Write((_sawUnusable, _isLinkLost));
        writer.Write(_isMarked);
    }

    public void Restore(StateReader reader)
    {
        _last = reader.Read<Sample<double>>();
        _lastOut = reader.Read<long>();
        _filled = reader.Read<int>();
        (_sawUnusable, _isLinkLost) = reader.Read<(bool, bool)>();
        _isMarked = reader.Read<bool>();
    }

    private void TakeUsable<TOutput>(in Sample<double> sample, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        var isGap = _last.Quality.IsUsable && (_isLinkLost || sample.Ticks - _last.Ticks > rule.LongerThan.Ticks);
        if (!isGap)
        {
            Begin(sample);
            Emit(sample, ref output);
            return;
        }

        var last = _last;
        if (!_isLinkLost)
        {
            Fill(sample, isClosing: true, ref output);
            Mark(sample, ref output);
        }

        var cause = _isLinkLost ? GapCause.LinkLost : _sawUnusable ? GapCause.Unusable : GapCause.Silence;
        var gap = new GapEvent(last.Time, sample.Time, cause, _filled > 0 ? rule.Fill : GapFill.Leave, _filled);
        Begin(sample);
        Emit(sample, ref output);
        events?.Tell(gap);
    }

    private void TakeUnusable<TOutput>(in Sample<double> sample, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        _sawUnusable = true;
        if (rule.HasValues && _last.Quality.IsUsable && !_isLinkLost)
        {
            var age = sample.Ticks - _last.Ticks;
            if (age > rule.LongerThan.Ticks)
                Fill(sample, isClosing: false, ref output);
            if (age <= rule.Limit.Ticks)
            {
                output.Drop(DropCause.Rejected);
                return;
            }
        }

        _isMarked = true;
        Emit(sample, ref output);
    }

    private void Begin(in Sample<double> sample)
    {
        _last = sample;
        _filled = 0;
        (_sawUnusable, _isLinkLost, _isMarked) = (false, false, false);
    }

    // Values for the times before the sample that have none yet.
    private void Fill<TOutput>(in Sample<double> now, bool isClosing, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        var isLine = isClosing && rule.Fill == GapFill.Linear && now.Ticks - _last.Ticks <= rule.Limit.Ticks;
        if (!rule.IsKnownAhead && !isLine)
            return;
        double span = now.Ticks - _last.Ticks;
        var quality = rule.Fill switch
        {
            GapFill.Hold => _last.Quality.WorstWith(Quality.Uncertain | Quality.GapFilled),
            GapFill.Model => Quality.Uncertain | Quality.GapFilled | Quality.Estimated,
            GapFill.Linear => _last.Quality.WorstWith(now.Quality).WorstWith(Quality.Uncertain | Quality.GapFilled | Quality.Interpolated),
            _ => Quality.Uncertain | Quality.GapFilled | Quality.Substituted,
        };
        for (var after = NextFill; after < span && after <= rule.Limit.Ticks; after += rule.Every.Ticks)
        {
            var ticks = _last.Ticks + after;
            _filled++;
            if (ticks <= _lastOut)
                continue;
            output.CountFlagged();
            if (rule.Model is { } model)
            {
                Emit(Estimate(model, ticks, now.ArrivalTicks, quality, ref output), ref output);
                continue;
            }

            var value = rule.Fill switch
            {
                GapFill.Hold => _last.Value,
                GapFill.Linear => (_last.Value * (1 - (after / span))) + (now.Value * (after / span)),
                _ => rule.Substitute,
            };
            Emit(new Sample<double>(value, ticks, now.ArrivalTicks, quality), ref output);
        }
    }

    // A model is user code: its failure costs this one sample.
    private readonly Sample<double> Estimate<TOutput>(Func<DateTimeOffset, double> model, long ticks, long arrivalTicks, Quality quality, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        var value = double.NaN;
        try
        {
            value = model(new DateTimeOffset(ticks, TimeSpan.Zero));
        }
        catch (Exception error)
        {
            output.Fail(error);
        }

        return double.IsFinite(value)
            ? new Sample<double>(value, ticks, arrivalTicks, quality)
            : new Sample<double>(_last.Value, ticks, arrivalTicks, Quality.Bad | Quality.GapFilled | Quality.ComputationError);
    }

    // Says that there is a hole, where one is left and nothing has said so yet.
    private void Mark<TOutput>(in Sample<double> now, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        if (_isMarked || rule.Fill == GapFill.Leave || (rule.HasValues && now.Ticks - _last.Ticks <= rule.Limit.Ticks))
            return;
        var ticks = _last.Ticks + (rule.IsKnownAhead ? NextFill : rule.LongerThan.Ticks);
        if (ticks >= now.Ticks || ticks <= _lastOut)
            return;
        _isMarked = true;
        output.CountFlagged();
        Emit(new Sample<double>(_last.Value, ticks, now.ArrivalTicks, Quality.Bad | Quality.Stale), ref output);
    }

    // From the last sample to the next one put in.
    private readonly long NextFill => (_filled + 1) * rule.Every.Ticks;

    private void Emit<TOutput>(in Sample<double> sample, ref TOutput output)
        where TOutput : struct, ISampleOutput
    {
        _lastOut = sample.Ticks;
        output.Emit(sample);
    }
}
