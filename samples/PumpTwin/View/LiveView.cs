using Spectre.Console;

namespace DigitalTwin.Sdk.Samples.PumpTwin;

/// <summary>Shows the twin while it works: a table that renews itself on a terminal, a line every five days where output is redirected.</summary>
internal sealed class LiveView : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(200);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _showing;

    private LiveView(ViewModel model) => _showing = IsTerminal ? TableAsync(model) : LinesAsync(model);

    private static bool IsTerminal => !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Ansi;

    internal static LiveView Show(ComposedPump twin, TwinRuntime runtime, PlantDrive drive) => new(new ViewModel(twin, runtime, drive));

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _showing;
        _end.Dispose();
    }

    private Task TableAsync(ViewModel model) => AnsiConsole.Live(new Text("")).StartAsync(async live =>
    {
        while (await TickAsync())
            Draw(live, model);
        Draw(live, model);
    });

    private static void Draw(LiveDisplayContext live, ViewModel model)
    {
        live.UpdateTarget(LiveTable.Of(model));
        live.Refresh();
    }

    private async Task LinesAsync(ViewModel model)
    {
        var next = 5;
        while (await TickAsync())
        {
            if (model.Day < next)
                continue;
            Console.WriteLine(model.Line());
            next = ((int)model.Day / 5 * 5) + 5;
        }
    }

    private async Task<bool> TickAsync()
    {
        try
        {
            await Task.Delay(Period, TimeProvider.System, _end.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
