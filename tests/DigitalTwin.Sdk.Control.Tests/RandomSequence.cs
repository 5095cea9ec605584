namespace DigitalTwin.Sdk.Control.Tests;

/// <summary>Does random things to a rig and, after each, holds every write that reached the plant against the guard, by means of its own.</summary>
internal sealed class RandomSequence(Rig rig, GuardSample guard, Random random)
{
    private readonly Dictionary<string, DateTimeOffset> _expiries = [];
    private readonly Dictionary<Guid, DateTimeOffset> _approvals = [];
    private int _judged;

    internal List<Task<CommandResult>> Results { get; } = [];

    private readonly record struct Moment(Sample<double> Flow, Sample<double> Head, Sample<double> Reported, WriteBackMode Mode, bool IsOverridden);

    internal async Task StepAsync(int step)
    {
        if (random.Next(4) == 0)
            rig.Plant.LetArrive();
        var before = Look();
        var action = random.Next(100);
        await ActAsync(action, step);
        await rig.SettleAsync();
        var after = Look();
        var writes = rig.Plant.Writes;
        for (; _judged < writes.Count; _judged++)
            Judge(_judged, writes, before, after, $"step {step}, action {action}");
    }

    private async Task ActAsync(int action, int step)
    {
        switch (action)
        {
            case < 25:
                await rig.RunAsync(1, wish: Anything(), follows: true);
                break;
            case < 45:
                await rig.WaitAsync(random.NextDouble() * 2);
                await rig.PostAsync(random.Next(2) == 0 ? rig.Flow : rig.Head, Anyhow(38));
                break;
            case < 55:
                await rig.PostAsync(rig.Wish, Anyhow(Anything()));
                break;
            case < 63:
                await ReportAsync();
                break;
            case < 70:
                await rig.RunAsync(random.Next(1, 8), follows: random.Next(4) > 0);
                break;
            case < 76:
                ChangeAnswer();
                break;
            case < 78:
                rig.Plant.AnswerHeld(WriteOutcome.Acknowledged);
                break;
            case < 82:
                rig.WriteBack.SetMode(random.Next(2) == 0 ? WriteBackMode.Closed : (WriteBackMode)random.Next(4), "op");
                break;
            case < 88:
                Request(step);
                break;
            case < 92:
                Approve();
                break;
            case < 95:
                rig.WriteBack.AcknowledgeAlarm("op");
                break;
            case < 97:
                rig.Plant.Host!.ReportState(ConnectorState.Reconnecting, "cut");
                await rig.SettleAsync();
                rig.Plant.Host.ReportState(ConnectorState.Connected, "");
                break;
            default:
                await rig.WaitAsync(10 + (random.NextDouble() * 1000));
                break;
        }
    }

    /// <summary>A report that is true, or no use; late ones tell what was true then. Or somebody moves the plant, which it reports at once.</summary>
    private async Task ReportAsync()
    {
        await rig.WaitAsync(0.01 + (0.2 * random.NextDouble()));
        switch (random.Next(4))
        {
            case 0:
                var moved = Math.Abs(Rig.Translate(Anything()));
                rig.Plant.Truth = double.IsFinite(moved) ? moved : guard.Min;
                await rig.ReportAsync(rig.Plant.Truth);
                break;
            case 1:
                var useless = Anyhow(rig.Plant.Truth + random.Next(-100, 100));
                await rig.ReportAsync(useless.Quality.IsGood ? useless with { Value = double.NaN } : useless);
                break;
            case 2:
                var time = rig.Now.AddSeconds(-12 * random.NextDouble());
                await rig.ReportAsync(new Sample<double>(rig.Plant.TruthAt(time), time, rig.Now, Quality.Good));
                break;
            default:
                await rig.ReportAsync(rig.Plant.Truth);
                break;
        }
    }

    private void Judge(int index, IReadOnlyList<GuardedWrite> writes, in Moment before, in Moment after, string when)
    {
        var write = writes[index];
        var previous = writes.Take(index).Where((_, i) => rig.Plant.Reached(i) != false).LastOrDefault();
        var sent = rig.WriteBack.Journal.Records.First(r => r.CommandId == write.CommandId && r.Event == CommandEvent.Sent);
        var v = write.Value;
        Assert.True(double.IsFinite(v), when);
        Assert.True(v >= guard.Min && v <= guard.Max, $"{when}: {v} outside");
        Assert.True(write.IssuedAt < write.ExpiresAt, $"{when}: expired");
        if (sent.Kind == CommandKind.Manual)
            Assert.True(write.IssuedAt < _expiries[sent.By], $"{when}: past its own expiry");
        JudgeRate(write, previous, before, after, when);
        JudgeStep(index, writes, when);
        // A way to safety goes on without reports.
        if (sent.Kind != CommandKind.Fallback || (IsReportFit(before.Reported, write.IssuedAt) && IsReportFit(after.Reported, write.IssuedAt)))
            JudgeTruth(index, writes, when);
        JudgeMode(write, sent.Kind, before, after, when);
        if (sent.Kind == CommandKind.Fallback)
        {
            Assert.NotNull(guard.Safe);
            var safe = guard.Safe.Value;
            var newest = rig.Reports.LastOrDefault(r => r.Quality.IsGood && r.ArrivalTime <= write.IssuedAt, before.Reported);
            double[] starts = [previous?.Value ?? double.NaN, before.Reported.Value, after.Reported.Value, newest.Value];
            Assert.True(Math.Abs(v - safe) <= starts.Where(double.IsFinite).Max(s => Math.Abs(s - safe)) + 1e-6, $"{when}: not towards safety");
        }
        else
        {
            Assert.True(AreInputsFit(before, write.IssuedAt) || AreInputsFit(after, write.IssuedAt), $"{when}: inputs unfit");
            Assert.True(IsReportFit(before.Reported, write.IssuedAt) || IsReportFit(after.Reported, write.IssuedAt), $"{when}: reported value unknown or old");
        }
    }

    private void JudgeRate(GuardedWrite write, GuardedWrite? previous, in Moment before, in Moment after, string when)
    {
        var step = (guard.SlewPerSecond * guard.StepSeconds) + 1e-6;

        // An action may take seconds, in which the plant reports more than once.
        var newest = rig.Reports.LastOrDefault(r => r.Quality.IsGood && r.ArrivalTime <= write.IssuedAt, before.Reported);
        double[] reported = [before.Reported.Value, after.Reported.Value, newest.Value];
        var fromReported = reported.Where(double.IsFinite).Select(r => Math.Abs(write.Value - r)).DefaultIfEmpty(double.PositiveInfinity).Min();
        if (previous is null)
        {
            Assert.True(fromReported <= step, $"{when}: first write {fromReported} from the reported value");
            return;
        }

        var change = Math.Abs(write.Value - previous.Value);
        var seconds = (write.IssuedAt - previous.IssuedAt).TotalSeconds;
        Assert.True(change <= (guard.SlewPerSecond * seconds) + 1e-6, $"{when}: {change} in {seconds} s");
        Assert.True(change <= step || fromReported <= step, $"{when}: a jump of {change}");
    }

    /// <summary>Attempts that failed may have arrived all the same: until the plant reports anew, a write is one step at most from each of them.</summary>
    private void JudgeStep(int index, IReadOnlyList<GuardedWrite> writes, string when)
    {
        var step = (guard.SlewPerSecond * guard.StepSeconds) + 1e-6;
        var (value, issued) = (writes[index].Value, writes[index].IssuedAt);
        for (var i = index - 1; i >= 0; i--)
        {
            if (rig.Plant.Reached(i) == false)
                continue;
            var tried = writes[i];
            var isSure = rig.Plant.Reached(i) == true;
            bool Settles(Sample<double> r) => r.Time > tried.ExpiresAt || (r.Time > tried.IssuedAt && (isSure || Math.Abs(r.Value - tried.Value) <= GuardSample.Tolerance));
            if (rig.Reports.Exists(r => r.Quality.IsGood && r.ArrivalTime <= issued && Settles(r)))
                return;
            Assert.True(Math.Abs(value - writes[i].Value) <= step, $"{when}: {value} although the plant may stand at {writes[i].Value}");
            if (isSure)
                return;
        }
    }

    /// <summary>However wrong what was confirmed may be: never further from what the plant truly holds than the lead that a ramp may have over the reports, there and back.</summary>
    private void JudgeTruth(int index, IReadOnlyList<GuardedWrite> writes, string when)
    {
        var (value, issued, truth) = (writes[index].Value, writes[index].IssuedAt, rig.Plant.TruthBefore(index));
        var lead = (guard.SlewPerSecond * Math.Max(3, guard.StepSeconds)) + GuardSample.Tolerance + 1e-6;
        var report = rig.Reports.LastOrDefault(r => r.Quality.IsGood && r.ArrivalTime <= issued);
        var isNewer = index == 0 || report.Time > writes[index - 1].IssuedAt;
        Assert.True(Math.Abs(value - truth) <= (isNewer ? lead : 2 * lead), $"{when}: {value} while the plant holds {truth}; the lead is {lead}");
    }

    private bool IsReportFit(Sample<double> sample, DateTimeOffset at) =>
        sample.Quality.IsGood && double.IsFinite(sample.Value) && (guard.IsReportedOnChange || at - (sample.Time < sample.ArrivalTime ? sample.Time : sample.ArrivalTime) <= guard.MaxAge);

    private void JudgeMode(GuardedWrite write, CommandKind kind, in Moment before, in Moment after, string when)
    {
        // Once the loop is closed, what calls for safety is acted on at once.
        if (kind == CommandKind.Fallback && after.Mode == WriteBackMode.Closed)
            return;
        Assert.True(before.Mode == after.Mode, $"{when}: a write while the mode changed");
        Assert.True(before.Mode is WriteBackMode.Closed or WriteBackMode.Advisory, $"{when}: mode {before.Mode}");
        if (before.Mode == WriteBackMode.Advisory)
            Assert.True(_approvals.TryGetValue(write.CommandId, out var until) && write.IssuedAt < until, $"{when}: not approved");
        if (kind != CommandKind.Manual)
            Assert.False(before.IsOverridden && after.IsOverridden, $"{when}: fights the operator");
    }

    private bool AreInputsFit(in Moment moment, DateTimeOffset at) => IsFit(moment.Flow, at) && IsFit(moment.Head, at);

    private bool IsFit(Sample<double> sample, DateTimeOffset at) => sample.Quality.IsGood && double.IsFinite(sample.Value) && at - sample.Time <= guard.MaxAge;

    private Moment Look() => new(rig.Flow.Read(), rig.Head.Read(), rig.Speed.Read(), rig.WriteBack.Mode, rig.WriteBack.Status.IsOverridden);

    private double Anything() => random.Next(12) switch
    {
        0 => Rig.AskNaN,
        1 => Rig.AskInfinity,
        2 => guard.Min - random.Next(1, 500),
        3 => guard.Max + random.Next(1, 500),
        _ => guard.Min + ((guard.Max - guard.Min) * random.NextDouble()),
    };

    private Sample<double> Anyhow(double value)
    {
        var time = random.Next(5) == 0 ? rig.Now.AddSeconds(-20 * random.NextDouble()) : rig.Now;
        return random.Next(10) switch
        {
            0 => new Sample<double>(value, time, rig.Now, Quality.Bad),
            1 => new Sample<double>(value, time, rig.Now, Quality.Uncertain),
            2 => new Sample<double>(double.NaN, time, rig.Now, Quality.Good),
            _ => new Sample<double>(value, time, rig.Now, Quality.Good),
        };
    }

    private void ChangeAnswer()
    {
        var plant = rig.Plant;
        plant.Answer = random.Next(14) switch
        {
            0 => _ => new WriteOutcome(WriteStatus.Failed, "down"),
            1 => _ => new WriteOutcome(WriteStatus.Rejected, "locked"),
            2 => _ => null,
            3 => _ => throw new InvalidOperationException("broken"),
            4 => _ => new WriteOutcome(WriteStatus.Expired, ""),
            5 => _ => new WriteOutcome(WriteStatus.NotSent, "no link"),
            6 or 7 => Mixed(random.Next()),
            _ => _ => WriteOutcome.Acknowledged,
        };

        // Whether what reaches it takes effect, whatever it answers: a device may confirm and forget, or fail to confirm and act.
        var chance = random.Next(4) switch { 0 => 0.0, 1 => 0.5, _ => 1.0 };
        var luck = new Random(random.Next());
        plant.TakesEffect = _ => luck.NextDouble() < chance;
        plant.TakesEffectLate = random.Next(2) == 0;
    }

    private static Func<GuardedWrite, WriteOutcome?> Mixed(int seed)
    {
        var luck = new Random(seed);
        return _ => new WriteOutcome((WriteStatus)luck.Next(5), "mixed");
    }

    private void Request(int step)
    {
        var expires = rig.Now.AddSeconds((20 * random.NextDouble()) - 1);
        var by = $"op {step}";
        _expiries[by] = expires;
        var value = random.Next(10) == 0 ? double.NaN : Anything();
        Results.Add(rig.RequestAsync(value, new CommandOptions { By = by, ExpiresAt = expires }));
    }

    private void Approve()
    {
        var id = rig.WriteBack.Status.ActiveCommand;
        if (id == Guid.Empty)
            return;
        var until = rig.Now.AddSeconds((20 * random.NextDouble()) - 1);
        _approvals.TryAdd(id, until);
        if (_approvals[id] == until)
            Results.Add(rig.WriteBack.ApproveAsync(id, until, "op"));
    }
}
