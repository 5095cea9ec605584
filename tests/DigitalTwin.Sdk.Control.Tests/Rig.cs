using Microsoft.Extensions.Time.Testing;

namespace DigitalTwin.Sdk.Control.Tests;

/// <summary>A pump twin with one guarded set-point, whose time moves only with the test.</summary>
internal sealed class Rig : IAsyncDisposable
{
    public const double AskNaN = -1;
    public const double AskInfinity = -2;
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private Rig()
    {
        var graph = new TwinGraph(new TwinGraphOptions { TimeProvider = Clock });
        Pump = graph.Add("pump-101");
        Flow = Pump.AddProperty("flow", Units.CubicMetrePerHour);
        Head = Pump.AddProperty("head", Units.Metre);
        Valve = Pump.AddProperty<bool>("valve");
        Starts = Pump.AddProperty<long>("starts");
        Wish = Pump.AddProperty("wish", Units.RevolutionPerMinute);
        Speed = Pump.AddSetpoint("speed", Units.RevolutionPerMinute);
        Builder = new TwinRuntimeBuilder(graph);
        Builder.Options.TickPeriod = TimeSpan.FromSeconds(10);
        Builder.Signal(Flow);
        Builder.Signal(Valve);
        Builder.Signal(Head);
        Builder.Signal(Starts);
        Plant = new FakePlant(Speed, Flow, Head);
        Plant.Clock = Clock;
        Builder.AddConnector(Plant);
    }

    // What the plant was made to report last.
    private double? _reported;

    /// <summary>Everything the plant has reported of the set-point, at the times at which it was true.</summary>
    public List<Sample<double>> Reports { get; } = [];

    /// <summary>How far the clock of the plant's device runs ahead.</summary>
    public TimeSpan SourceLead { get; set; }

    public FakeTimeProvider Clock { get; } = new(Start);

    public Twin Pump { get; }

    public Property<double> Flow { get; }

    public Property<double> Head { get; }

    public Property<bool> Valve { get; }

    /// <summary>A number that is no floating-point number.</summary>
    public Property<long> Starts { get; }

    public Property<double> Wish { get; }

    public Setpoint<double> Speed { get; }

    public TwinRuntimeBuilder Builder { get; }

    public FakePlant Plant { get; }

    /// <summary>Whether the plant reports what it truly holds or nothing, instead of what it confirmed last.</summary>
    public bool IsTruthful { get; set; }

    /// <summary>Whether flow and head have fallen silent.</summary>
    public bool IsInputSilent { get; set; }

    public TwinRuntime Runtime { get; private set; } = null!;

    public WriteBack WriteBack { get; private set; } = null!;

    public DateTimeOffset Now => Clock.GetUtcNow();

    public DesiredValue? Desired => Speed.Desired;

    public IEnumerable<CommandEvent> Events => WriteBack.Journal.Records.Select(r => r.Event);

    /// <summary>The usual guard: 900 to 1480 rpm, 50 rpm a second, flow and head fresh within 5 s.</summary>
    public static WriteGuard Usual(WriteGuard guard, Rig rig) => guard
        .Within(900, 1480).SlewAtMost(50, per: TimeSpan.FromSeconds(1))
        .RequireGood(maxAge: TimeSpan.FromSeconds(5), rig.Flow, rig.Head);

    public static async Task<Rig> StartAsync(Action<WriteGuard, Rig>? guard = null, double? reported = 1450, bool withSignal = true)
    {
        var rig = new Rig();
        void Configure(WriteGuard g)
        {
            if (guard is null)
                Usual(g, rig);
            else
                guard(g, rig);
        }

        rig.WriteBack = withSignal
            ? rig.Builder.WriteBack(rig.Speed, from: rig.Builder.Signal(rig.Wish).Select(Translate), Configure)
            : rig.Builder.WriteBack(rig.Speed, Configure);
        rig.Runtime = await rig.Builder.StartAsync();
        if (reported is { } value)
            await rig.ReportAsync(value);
        await rig.FeedInputsAsync();
        return rig;
    }

    public static Rig Compose() => new();

    public static double Translate(double wish) => wish switch
    {
        AskNaN => double.NaN,
        AskInfinity => double.PositiveInfinity,
        _ => wish,
    };

    /// <summary>Moves time on and lets everything that falls due in between happen, without the inputs being refreshed.</summary>
    public async Task WaitAsync(double seconds)
    {
        Clock.Advance(TimeSpan.FromSeconds(seconds));
        await Runtime.AdvanceAsync(Now);
        await SettleAsync();
    }

    /// <summary>Lets seconds pass one by one, with fresh inputs, the signal repeated if given, and the plant reporting what it was last sent if it follows, else what it reported last.</summary>
    public async Task RunAsync(int seconds, double? wish = null, bool follows = true, bool reports = true)
    {
        for (var i = 0; i < seconds; i++)
        {
            await WaitAsync(1);
            await FeedInputsAsync();
            if (reports && Standing(follows) is { } standing)
                await ReportAsync(standing);
            if (wish is { } value)
                await WishAsync(value);
        }
    }

    /// <summary>What the plant reports; a truthful one that does not follow is silent.</summary>
    private double? Standing(bool follows)
    {
        if (IsTruthful)
            return follows ? Plant.Truth : null;
        return (follows ? Plant.Stands : null) ?? _reported;
    }

    public async Task FeedInputsAsync()
    {
        if (IsInputSilent)
            return;
        await PostAsync(Flow, Sample.Good(250.0, Now));
        await PostAsync(Head, Sample.Good(38.0, Now));
    }

    public Task WishAsync(double value, Quality quality = Quality.Good) => PostAsync(Wish, new Sample<double>(value, Now, Now, quality));

    public Task ReportAsync(double value)
    {
        _reported = value;
        return ReportAsync(Sample.Good(value, Now));
    }

    /// <summary>Reports what was true at a moment; the device stamps it by its own clock.</summary>
    public Task ReportAsync(Sample<double> sample)
    {
        Reports.Add(sample);
        return PostAsync(Speed.Reported, sample with { Ticks = sample.Ticks + SourceLead.Ticks });
    }

    public async Task PostAsync<T>(Property<T> property, Sample<T> sample)
    {
        await Runtime.PostAsync(property, sample);
        await SettleAsync();
    }

    public Task<CommandResult> RequestAsync(double value, CommandOptions? options = null) => WriteBack.RequestAsync(value, options);

    /// <summary>Waits until the lane is empty and no write is between lane and plant.</summary>
    public async Task SettleAsync()
    {
        do
        {
            await Runtime.DrainAsync();
            while (IsUnderWay)
                await Task.Yield();
            await Runtime.DrainAsync();
        }
        while (IsUnderWay);
    }

    private bool IsUnderWay => WriteBack.IsSending && (!Plant.IsHolding || WriteBack.IsOverdue);

    public async ValueTask DisposeAsync() => await Runtime.DisposeAsync();
}
