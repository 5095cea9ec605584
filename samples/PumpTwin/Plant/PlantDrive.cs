using DigitalTwin.Sdk.Testing;

namespace DigitalTwin.Sdk.Samples.PumpTwin;

/// <summary>
/// The plant at work. It owns the clock: each step it carries out the commands that came, lets the pump run two minutes, moves the clock,
/// and sends one message with everything its sensors say.
/// </summary>
internal sealed class PlantDrive(PumpPlant plant, IPlantLink link, PlantCalendar clock, Pacer pacer, Func<bool> isCommandOnItsWay, int backlogWanted)
{
    // What the drive's own protection allows; the twin's guard has to stay inside. The twin is not told.
    private const double LowestSpeed = 1150;
    private const double HighestSpeed = 1480;
    private const double LargestStep = 10;
    private const int BacklogFrom = 200;
    private static readonly TimeSpan LongestWaitForOutage = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestTravel = TimeSpan.FromSeconds(5);
    private readonly List<PlantTruth> _truth = [];
    private PlantCommand? _last;
    private long _sequence;
    private PlantTruth _now = new(PumpStory.Start, 0, 0, 0);

    /// <summary>What was really the matter, once an hour; for the report only, nothing of it crosses to the twin.</summary>
    internal IReadOnlyList<PlantTruth> Truth => _truth;

    /// <summary>The newest of them, readable from any thread.</summary>
    internal PlantTruth Now => Volatile.Read(ref _now);

    internal long CommandsReceived { get; private set; }

    /// <summary>Commands outside range or slew, as the drive saw them.</summary>
    internal long CommandsOutside { get; private set; }

    /// <summary>Messages that are to wait for the twin when the link breaks; 0 if no outage is tried.</summary>
    internal int BacklogWanted => backlogWanted;

    /// <summary>Messages that the broker had accepted, and the twin not worked on, when the link broke.</summary>
    internal long Backlog { get; private set; }

    internal long Sent => Volatile.Read(ref _sequence);

    internal async Task RunAsync(CancellationToken stop)
    {
        while (plant.Elapsed < PumpStory.Duration)
        {
            var sequence = await StepAsync(stop);
            if (sequence == BacklogFrom && backlogWanted > 0)
                await PileUpAsync(stop);
            await pacer.WaitForAsync(sequence, stop);
            await WaitForCommandAsync(stop);
        }
    }

    private async Task<long> StepAsync(CancellationToken stop)
    {
        CarryOutCommands();
        plant.Step(PumpStory.Step);
        clock.AdvanceTo(plant.Now);
        var truth = new PlantTruth(plant.Now, plant.Truth.HeadDegradation, plant.TrueValue(PumpSignal.Speed), plant.TrueValue(PumpSignal.Power));
        Volatile.Write(ref _now, truth);
        if (plant.Elapsed.Ticks % TimeSpan.TicksPerHour == 0)
            _truth.Add(truth);
        var sequence = Interlocked.Increment(ref _sequence);
        await link.SendAsync(plant, sequence, stop);
        return sequence;
    }

    /// <summary>Sends on while the twin stands still, so that an outage finds messages that the broker has accepted and the twin has not worked on.</summary>
    private async Task PileUpAsync(CancellationToken stop)
    {
        pacer.Hold();
        for (var i = 0; i < backlogWanted; i++)
            await StepAsync(stop);
        Console.WriteLine($"Backlog: {link.Accepted - pacer.Arrived} messages wait for the twin until the link breaks.");
        var since = TimeProvider.System.GetTimestamp();
        while (!link.IsBroken)
        {
            if (TimeProvider.System.GetElapsedTime(since) > LongestWaitForOutage)
                throw new TimeoutException($"The link has not broken within {LongestWaitForOutage.TotalSeconds:0} s; option '--backlog' is for trying an outage.");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, stop);
        }

        Backlog = link.Accepted - pacer.Arrived;
        pacer.Release();
    }

    private void CarryOutCommands()
    {
        while (link.Commands.TryDequeue(out var command))
        {
            CommandsReceived++;
            var isRepeated = _last is not null && command.Id == _last.Id && command.SpeedRpm.Equals(_last.SpeedRpm);
            if (command.SpeedRpm is not (>= LowestSpeed and <= HighestSpeed) || (!isRepeated && IsTooFast(command)))
                CommandsOutside++;
            _last = command;
            plant.SetSpeed(command.SpeedRpm * Units.RevolutionPerMinute);
        }
    }

    private bool IsTooFast(PlantCommand command)
    {
        var from = _last?.SpeedRpm ?? plant.TrueValue(PumpSignal.Speed);
        var isTooSoon = _last is not null && command.IssuedAt - _last.IssuedAt < ShortestPause;

        // The sensor's noise may be in the value from which the twin began.
        return Math.Abs(command.SpeedRpm - from) > LargestStep + 3 || isTooSoon;
    }

    /// <summary>A command travels in milliseconds of real time; the simulated clock must not run on meanwhile, or it would look late.</summary>
    private async Task WaitForCommandAsync(CancellationToken stop)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (isCommandOnItsWay() && TimeProvider.System.GetElapsedTime(since) < LongestTravel)
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, stop);
    }
}
