namespace DigitalTwin.Sdk.Pipeline;

/// <summary>
/// Samples above the watermark wait in order of time; those at or below it are settled into the totals of their windows, always in order
/// of time, so that results do not depend on the order of coming.
/// </summary>
internal sealed class WindowCore(SignalWindows windows, Action<WindowResult> onResult, StageStatistics statistics)
{
    private readonly WindowLayout _layout = windows.Layout;
    private readonly bool _isSession = windows.Layout is SessionLayout;
    private readonly bool _isCalendar = windows.Layout is CalendarLayout;
    private readonly bool _isJudgedByCoverage = windows.MaxGap is not null && windows.Layout is not SessionLayout;
    private readonly long _maxGap = windows.MaxGap?.Ticks ?? 0;
    private readonly (long First, long Last) _limits = windows.Layout.Limits;

    // Usable samples, and reports of a lost link, above the watermark.
    private Ring<Sample<double>> _waiting = new();

    // In order of both their ends; those that have given a result stand first.
    private Ring<OpenWindow> _open = new();
    private int _given;

    // The newest settled usable sample, unless a lost link lies after it.
    private Sample<double> _settled;
    private long _newest = long.MinValue;
    private long _watermark = long.MinValue;
    private long _nextEarly = long.MinValue;
    private (long From, long To) _usual = (long.MaxValue, long.MinValue);

    internal void Process(in Sample<double> sample)
    {
        statistics.CountReceived(sample);
        var isLoss = sample.Quality.IsBad && sample.Quality.Has(Quality.CommLoss);
        if ((!isLoss && (!sample.Quality.IsUsable || !double.IsFinite(sample.Value)))
            || sample.Ticks - sample.ArrivalTicks > windows.MaxAhead.Ticks || sample.Ticks < _limits.First || sample.Ticks > _limits.Last)
        {
            statistics.CountDropped(DropCause.Rejected);
            return;
        }

        if (sample.Ticks <= _watermark)
        {
            statistics.CountDropped(sample.Ticks == _newest ? DropCause.Duplicate : DropCause.Late);
            return;
        }

        var isLate = sample.Ticks <= _newest;
        if (!Insert(sample))
            return;

        // Up to the loss a signal in steps is known: its windows are there, whatever comes after it, and when.
        if (!isLoss || _isJudgedByCoverage)
            Open(sample.Ticks);
        _newest = Math.Max(_newest, sample.Ticks);
        if (isLate)
            Revise(sample.Ticks);
        Advance(_newest - windows.Lateness.Ticks);
    }

    internal void AdvanceTo(long ticks)
    {
        if (ticks <= _newest)
            return;
        _newest = ticks;
        Advance(ticks - windows.Lateness.Ticks);

        // Otherwise the next sample ends them, up to which they may be covered.
        while (_waiting.Count == 0 && _open.Count > 0 && _open[0].To <= _watermark)
            End();
    }

    internal void Complete()
    {
        Give(long.MaxValue);
        while (_waiting.Count > 0)
            SettleOldest();
        while (_open.Count > 0)
            End();
    }

    internal void Save(StateWriter writer)
    {
        _waiting.Save(writer);
        _open.Save(writer);
        writer.Write(_given);
        writer.Write(_settled);
        writer.Write((_newest, _watermark));
        writer.Write(_nextEarly);
    }

    internal void Restore(StateReader reader)
    {
        _waiting.Restore(reader);
        _open.Restore(reader);
        _given = reader.ReadIndex(_open.Count + 1);
        _settled = reader.Read<Sample<double>>();
        (_newest, _watermark) = reader.Read<(long, long)>();
        _nextEarly = reader.Read<long>();
    }

    private void Advance(long watermark)
    {
        Give(_newest);
        GiveEarly();
        while (_waiting.Count > windows.Capacity)
        {
            _watermark = Math.Max(_watermark, _waiting[0].Ticks);
            SettleOldest();
        }

        _watermark = Math.Max(_watermark, watermark);
        while (_waiting.Count > 0 && _waiting[0].Ticks <= _watermark)
            SettleOldest();
    }

    private bool Insert(in Sample<double> sample)
    {
        var place = _waiting.Count;
        while (place > 0 && _waiting[place - 1].Ticks > sample.Ticks)
            place--;
        if (place > 0 && _waiting[place - 1].Ticks == sample.Ticks)
        {
            ref var there = ref _waiting[place - 1];
            statistics.CountDropped(DropCause.Duplicate);
            if (sample.Quality.Level < there.Quality.Level || (sample.Value.Equals(there.Value) && sample.Quality == there.Quality))
                return false;
            there = sample;
            return true;
        }

        _waiting.Insert(place, sample);
        return true;
    }

    // Makes the windows that a sample lies in, where they are not open yet.
    private void Open(long ticks)
    {
        if (_isSession)
        {
            OpenSession(ticks);
            return;
        }

        // Windows of a calendar are dear to find, and they do not overlap.
        if (!_isCalendar || ticks < _usual.From || ticks >= _usual.To)
            _usual = _layout.At(ticks);
        for (var window = _usual; window.To > ticks; window = _layout.Before(window, ticks))
        {
            var place = PlaceOf(window.From);
            if (place < _open.Count && _open[place].From == window.From)
                continue;
            _open.Insert(place, new OpenWindow(window.From, window.To));
            if (place < _given)
                _given++;
        }
    }

    // A sample makes a session, and joins it with those that it touches.
    private void OpenSession(long ticks)
    {
        var (from, to) = _layout.At(ticks);
        var place = PlaceOf(from);
        if (place > 0 && _open[place - 1].To > ticks)
            place--;
        else if (place == _open.Count || _open[place].From >= to)
        {
            _open.Insert(place, new OpenWindow(from, to));
            if (place < _given)
                _given++;
            return;
        }

        ref var session = ref _open[place];
        session.From = Math.Min(session.From, from);
        session.To = Math.Max(session.To, to);
        if (place + 1 == _open.Count || _open[place + 1].From >= session.To)
            return;

        // The later of the two has nothing settled, as the sample between them is above the watermark.
        var later = _open[place + 1];
        session.To = later.To;
        if (later.Given.Revision > session.Given.Revision || !session.IsGiven)
            session.Given = later.Given;
        _open.RemoveAt(place + 1);
        if (place + 1 < _given)
            _given--;
    }

    private int PlaceOf(long from)
    {
        var place = _open.Count;
        while (place > 0 && _open[place - 1].From >= from)
            place--;
        return place;
    }

    // First results of all windows that end at or before a time.
    private void Give(long until)
    {
        while (_given < _open.Count && _open[_given].To <= until)
        {
            ref var window = ref _open[_given++];
            if (!windows.IsOnlyFinal)
                Give(ref window);
        }
    }

    // What is known so far of all windows that have not ended, once for each full step of time.
    private void GiveEarly()
    {
        if (windows.EarlyEvery is not { } every || _newest < _nextEarly)
            return;
        var isFirst = _nextEarly == long.MinValue;
        _nextEarly = _newest - (_newest % every.Ticks) + every.Ticks;
        for (var i = _given; i < _open.Count && !isFirst; i++)
        {
            ref var window = ref _open[i];
            if (window.To > _newest)
                Give(ref window, isEarly: true);
        }
    }

    // Results anew of the windows that a late sample changes: its own, and with coverage those of its neighbours.
    private void Revise(long ticks)
    {
        var (before, after) = (ticks, ticks);
        for (var i = _waiting.Count - 1; i >= 0 && before == ticks; i--)
        {
            if (_waiting[i].Ticks > ticks)
                after = _waiting[i].Ticks;
            else if (_waiting[i].Ticks < ticks)
                before = _waiting[i].Ticks;
        }

        if (before == ticks)
            before = _settled.Ticks;
        for (var i = 0; i < _given; i++)
        {
            ref var window = ref _open[i];
            if (window.To > _newest)
            {
                // A session that goes on has no end yet.
                _given = i;
                return;
            }

            if (!windows.IsOnlyFinal && window.From <= after && window.To >= before)
                Give(ref window);
        }
    }

    private void Give(ref OpenWindow window, bool isEarly = false)
    {
        var totals = window.Totals;
        var before = _settled;
        for (var i = 0; i < _waiting.Count && before.Ticks < window.To; i++)
            Add(ref totals, window, ref before, _waiting[i]);
        Give(ref window, totals, isEarly);
    }

    private void Give(ref OpenWindow window, in PeriodTotals totals, bool isEarly = false)
    {
        if (totals.Count == 0)
            return;
        var result = WindowResult.Of(window.From, window.To, totals, _isJudgedByCoverage) with { Revision = window.IsGiven ? window.Given.Revision : 0, IsEarly = isEarly };
        if (result == window.Given)
            return;
        if (window.IsGiven)
            result = result with { Revision = result.Revision + 1 };
        window.Given = result;
        statistics.CountEmitted();
        onResult(result);
    }

    // A sample, and the way to it, as far as they lie in the window.
    private void Add(ref PeriodTotals totals, in OpenWindow window, ref Sample<double> before, in Sample<double> sample)
    {
        if (windows.MaxGap is not null && before.Quality.IsUsable)
        {
            var length = sample.Ticks - before.Ticks;
            var isKnown = sample.Quality.IsUsable && length <= _maxGap;
            var until = isKnown ? sample.Ticks : windows.Shape == SignalShape.Step ? before.Ticks + Math.Min(length, _maxGap) : before.Ticks;
            totals.AddWay(before, sample, Math.Max(before.Ticks, window.From), Math.Min(until, window.To), windows.Shape);
        }

        if (sample.Quality.IsUsable && sample.Ticks >= window.From && sample.Ticks < window.To)
            totals.Add(sample);
        before = sample;
    }

    private void SettleOldest()
    {
        var sample = _waiting[0];
        _waiting.RemoveFirst();
        var before = _settled;
        _settled = sample;
        for (var i = 0; i < _open.Count && _open[i].From <= sample.Ticks; i++)
        {
            ref var window = ref _open[i];
            var from = before;
            Add(ref window.Totals, window, ref from, sample);
        }

        while (_open.Count > 0 && _open[0].To <= sample.Ticks)
            End();
    }

    private void End()
    {
        var window = _open[0];
        _open.RemoveFirst();
        _given = Math.Max(0, _given - 1);
        Give(ref window, window.Totals);
    }
}
