using System.Diagnostics;

namespace DigitalTwin.Sdk.Control.Tests;

/// <summary>Every command is one activity, and what it does carries its trace id.</summary>
public sealed class TracingTests : IDisposable
{
    private readonly List<Activity> _stopped = [];
    private readonly ActivityListener _listener;
    private readonly ActivitySource _host = new("host of the tests");

    public TracingTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "DigitalTwin.Sdk" || ReferenceEquals(source, _host),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = a =>
            {
                lock (_stopped)
                    _stopped.Add(a);
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _host.Dispose();
    }

    [Fact]
    public async Task A_command_is_one_activity_with_an_event_for_each_attempt()
    {
        await using var rig = await Rig.StartAsync();
        await rig.RunAsync(6, wish: 1300);
        var record = rig.WriteBack.Journal.Records[^1];
        var activity = Stopped(rig, record.CommandId);

        Assert.Equal("twin.command", activity.OperationName);
        Assert.Equal(ActivityKind.Producer, activity.Kind);
        Assert.Equal("pump-101", activity.GetTagItem("twin.id"));
        Assert.Equal("speed", activity.GetTagItem("twin.property"));
        Assert.Equal("Automatic", activity.GetTagItem("command.kind"));
        Assert.Equal("Verified", activity.GetTagItem("outcome"));
        Assert.Equal([1400.0, 1350.0, 1300.0], activity.Events.Where(e => e.Name == "twin.command.attempt").Select(e => e.Tags.Single(t => t.Key == "value").Value));
        Assert.Equal(3, activity.Events.Count(e => e.Name == "twin.command.answer"));
        Assert.Equal(Rig.Start.AddSeconds(1), activity.StartTimeUtc);
        Assert.Equal(record.Time.UtcDateTime, activity.StartTimeUtc + activity.Duration);
        Assert.All(rig.WriteBack.Journal.Records, r => Assert.Equal(activity.TraceId.ToHexString(), r.TraceId));
    }

    [Fact]
    public async Task A_persons_request_belongs_to_the_trace_it_was_made_in_and_so_do_its_changes()
    {
        await using var rig = await Rig.StartAsync(withSignal: false);
        var traces = new HashSet<string>();
        var verified = new TaskCompletionSource();
        using var changes = rig.Runtime.Graph.Changes.Subscribe(change =>
        {
            if (change.Origin.Cause != ChangeCause.Command)
                return;
            traces.Add(change.Origin.TraceId);
            if (change.Telemetry?.Value is CommandRecord { Event: CommandEvent.Verified })
                verified.TrySetResult();
        });
        using var request = _host.StartActivity("request", ActivityKind.Server)!;
        var result = rig.RequestAsync(1430);
        await rig.RunAsync(5);
        var id = (await result).CommandId;

        Assert.Same(request, Activity.Current);
        Assert.Equal(request.SpanId, Stopped(rig, id).ParentSpanId);
        Assert.Equal(request.TraceId.ToHexString(), rig.WriteBack.Journal.Records[^1].TraceId);
        await verified.Task;
        Assert.Equal([request.TraceId.ToHexString()], traces);
    }

    [Fact]
    public async Task A_refused_request_and_one_that_failed_say_so()
    {
        await using var rig = await Rig.StartAsync((g, r) => Rig.Usual(g, r).Retry(0, TimeSpan.FromSeconds(1)), withSignal: false);
        var refused = await rig.RequestAsync(5000);
        rig.Plant.Answer = _ => new WriteOutcome(WriteStatus.Failed, "link down");
        var failing = rig.RequestAsync(1430);
        await rig.RunAsync(5);
        var failed = await failing;

        Assert.Equal("Rejected", Stopped(rig, refused.CommandId).GetTagItem("outcome"));
        Assert.Equal(ActivityStatusCode.Unset, Stopped(rig, refused.CommandId).Status);
        Assert.Equal("Failed", Stopped(rig, failed.CommandId).GetTagItem("outcome"));
        Assert.Equal((ActivityStatusCode.Error, "link down"), (Stopped(rig, failed.CommandId).Status, Stopped(rig, failed.CommandId).StatusDescription));
    }

    [Fact]
    public async Task A_command_that_the_end_of_the_runtime_cuts_short_ends_too()
    {
        var rig = await Rig.StartAsync(withSignal: false);
        rig.Plant.Answer = _ => null;
        var result = rig.RequestAsync(1430);
        await rig.RunAsync(2, follows: false);
        var id = rig.WriteBack.Status.ActiveCommand;
        await rig.DisposeAsync();

        Assert.Equal(CommandState.Failed, (await result).State);
        Assert.Equal("Failed", Stopped(rig, id).GetTagItem("outcome"));
    }

    [Fact]
    public async Task An_answer_that_comes_after_the_command_has_ended_is_recorded_in_its_trace()
    {
        await using var rig = await Rig.StartAsync(withSignal: false);
        rig.Plant.Answer = _ => null;
        using var stop = new CancellationTokenSource();
        var result = rig.WriteBack.RequestAsync(1430, cancellationToken: stop.Token);
        await rig.RunAsync(1, follows: false);
        var id = rig.WriteBack.Status.ActiveCommand;
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => result);
        rig.Plant.AnswerHeld(WriteOutcome.Acknowledged);
        await rig.SettleAsync();

        var last = rig.WriteBack.Journal.Records[^1];
        Assert.Equal((CommandEvent.Acknowledged, id), (last.Event, last.CommandId));
        Assert.Equal(Stopped(rig, id).TraceId.ToHexString(), last.TraceId);
        Assert.Equal("Superseded", Stopped(rig, id).GetTagItem("outcome"));
    }

    [Fact]
    public void However_long_a_ramp_its_activity_stays_small()
    {
        var rig = Rig.Compose();
        var id = Guid.NewGuid();
        var trace = CommandTrace.Start(rig.Speed, id, CommandKind.Automatic, default, Rig.Start);
        for (var i = 0; i < 1000; i++)
            trace.Attempt(i, 0, Rig.Start);
        trace.End(CommandState.Verified, "", Rig.Start);
        lock (_stopped)
        {
            var activity = Assert.Single(_stopped, a => Equals(a.GetTagItem("command.id"), id.ToString()));
            Assert.Equal(256, activity.Events.Count());
            Assert.Equal(1000, activity.GetTagItem("attempts"));
        }
    }

    [Fact]
    public async Task Without_a_listener_the_callers_trace_stands_in_the_journal_all_the_same()
    {
        _listener.Dispose();
        await using var rig = await Rig.StartAsync(withSignal: false);
        using var caller = new Activity("caller").SetIdFormat(ActivityIdFormat.W3C).Start();
        var refused = await rig.RequestAsync(5000);

        Assert.Equal(CommandState.Rejected, refused.State);
        Assert.Equal(caller.TraceId.ToHexString(), rig.WriteBack.Journal.Records[^1].TraceId);
    }

    /// <summary>The activity of a command, told by its trace: other tests, at the same time, have commands with the same id.</summary>
    private Activity Stopped(Rig rig, Guid command)
    {
        var trace = rig.WriteBack.Journal.Records.First(r => r.CommandId == command).TraceId;
        lock (_stopped)
            return Assert.Single(_stopped, a => a.OperationName == "twin.command" && a.TraceId.ToHexString() == trace && Equals(a.GetTagItem("command.id"), command.ToString()));
    }
}
