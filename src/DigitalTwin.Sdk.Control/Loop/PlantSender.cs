namespace DigitalTwin.Sdk.Control;

/// <summary>Carries one write at a time to the connector, off the lane, and brings the outcome back into it. Owned by a loop.</summary>
internal sealed class PlantSender(TwinLane lane, TimeProvider clock) : IAsyncDisposable
{
    private static readonly TimeSpan DisposalLimit = TimeSpan.FromSeconds(5);
    private readonly CancellationTokenSource _stop = new();
    private Task _sending = Task.CompletedTask;
    private int _busy;

    /// <summary>Whether a write was handed over whose outcome has not been posted back yet.</summary>
    internal bool IsBusy => Volatile.Read(ref _busy) != 0;

    /// <summary>A token source for one write, ended with the sender too.</summary>
    internal CancellationTokenSource NewCancellation() => CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);

    /// <summary>Starts sending. Called in the lane, never while another write is on its way.</summary>
    /// <param name="writer">The connector.</param>
    /// <param name="write">What passed the final check.</param>
    /// <param name="veto">Asked once more right before the connector is; why it must not be sent after all, or null.</param>
    /// <param name="done">Gets the outcome, in the lane.</param>
    internal void Send(IPlantWriter writer, WriteInFlight write, Func<WriteInFlight, string?> veto, Action<WriteInFlight, WriteOutcome> done)
    {
        Volatile.Write(ref _busy, 1);
        Volatile.Write(ref _sending, Task.Run(() => SendAsync(writer, write, veto, done)));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        try
        {
            await Volatile.Read(ref _sending).WaitAsync(DisposalLimit, clock).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // A writer that ignores its token must not keep the runtime from stopping.
        }

        _stop.Dispose();
    }

    private async Task SendAsync(IPlantWriter writer, WriteInFlight write, Func<WriteInFlight, string?> veto, Action<WriteInFlight, WriteOutcome> done)
    {
        WriteOutcome outcome;
        try
        {
            var reason = write.Cancellation.IsCancellationRequested ? "given up before it was sent" : veto(write);
            write.WasVetoed = reason is not null;
            outcome = reason is not null
                ? new WriteOutcome(WriteStatus.NotSent, reason)
                : await writer.WriteAsync(write.Write, write.Cancellation.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            outcome = new WriteOutcome(WriteStatus.Failed, "the other side did not answer in time");
        }
        catch (Exception e)
        {
            // A writer must not throw; one that does has failed, and what it did is unknown.
            outcome = new WriteOutcome(WriteStatus.Failed, $"the connector failed with {e.GetType().Name}");
        }

        lane.Post(() => done(write, outcome));
        Volatile.Write(ref _busy, 0);
    }
}
