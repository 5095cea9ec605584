namespace DigitalTwin.Sdk.Samples.PumpTwin;

/// <summary>Plays the story: broker, twin and plant, and what is said about it afterwards.</summary>
internal static class PumpRun
{
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(30);

    internal static async Task<int> RunAsync(RunOptions options, CancellationToken stop)
    {
        var began = TimeProvider.System.GetTimestamp();
        var clock = new PlantCalendar(PumpStory.Start);
        return options.IsOverModbus ? await OverModbusAsync(options, clock, began, stop) : await OverMqttAsync(options, clock, began, stop);
    }

    private static async Task<int> OverMqttAsync(RunOptions options, PlantCalendar clock, long began, CancellationToken stop)
    {
        await using var broker = options.Broker is null ? await EmbeddedBroker.StartAsync() : null;
        var link = new BrokerLink(options.Broker ?? broker!.Address, options.TopicRoot, options.Ca, options.Certificate, options.Key);
        Console.WriteLine($"Broker: {link.Address}{(broker is null ? "" : " (our own)")}");
        return await RunAsync(options, PumpTwinComposition.Compose(link, clock), clock, async () => await PlantLink.ConnectAsync(link, stop), began, stop);
    }

    private static async Task<int> OverModbusAsync(RunOptions options, PlantCalendar clock, long began, CancellationToken stop)
    {
        using var pulse = new PollClock(PumpStory.Start, PumpStory.Step);
        await using var drive = DriveLink.Start(clock, pulse);
        Console.WriteLine($"Drive: {drive.Address} (our own)");
        return await RunAsync(options, PumpTwinComposition.Compose(drive.Address, pulse, clock), clock, () => Task.FromResult<IPlantLink>(drive), began, stop);
    }

    private static async Task<int> RunAsync(
        RunOptions options, ComposedPump twin, PlantCalendar clock, Func<Task<IPlantLink>> connectPlant, long began, CancellationToken stop)
    {
        Console.WriteLine($"{PumpStory.Duration.TotalDays:0} days of pump life, one message per {PumpStory.Step.TotalMinutes:0} minutes.");
        twin.Builder.Options.Entanglement.MaxDelay = PumpStory.Step;
        var log = Logbook.Of(twin);
        using var pacer = new Pacer();
        twin.Builder.Signal(twin.Sequence).Subscribe(s => pacer.OnWorkedOn(s.Quality.IsUsable ? s.Value : 0));

        await using var runtime = await twin.Builder.StartAsync(stop);
        await runtime.ConnectedAsync(ConnectLimit, stop);
        await using var plant = await connectPlant();
        var drive = new PlantDrive(PumpStory.CreatePlant(), plant, clock, pacer, () => twin.IsCommandOnItsWay, options.Backlog);
        await using (LiveView.Show(twin, runtime, drive))
            await drive.RunAsync(stop);

        await runtime.DrainAsync();
        await runtime.StopAsync(stop);
        var run = new RunRecord(twin, log, drive, plant, pacer, UnassistedPump.Simulate(), TimeProvider.System.GetElapsedTime(began), runtime.Failures);
        var verdict = PumpFigures.Of(run);
        var file = await PumpReport.WriteAsync(run, verdict, options.ReportFile, stop);
        Console.WriteLine($"Report: {file}");
        return verdict.Print(options.IsCheck);
    }
}
