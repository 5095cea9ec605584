using System.Diagnostics;

namespace DigitalTwin.Sdk.Control;

/// <summary>
/// The one guarded way from the twin to one set-point of the plant. Made by <c>builder.WriteBack</c>, lives as long as the runtime. Thread-safe.
/// </summary>
/// <remarks>
/// A request passes the guard, becomes a ramp of steps no faster than the slew limit, each step is checked once more and sent, and the reported
/// value has to follow; else it is tried again and at last an alarm is raised. If the plant is changed from outside, nothing automatic is sent
/// until <see cref="AcknowledgeAlarm"/>: a write-back never fights an operator. All times are lane time.
/// </remarks>
public sealed class WriteBack
{
    private readonly WriteLoop _loop;

    internal WriteBack(WriteLoop loop) => _loop = loop;

    /// <summary>The set-point.</summary>
    public Setpoint<double> Setpoint => _loop.Setpoint;

    /// <summary>How far it may go.</summary>
    public WriteBackMode Mode => _loop.Mode;

    /// <summary>Where it stands.</summary>
    public WriteBackStatus Status => _loop.Status with { Mode = _loop.Mode };

    /// <summary>What happened how often since the start.</summary>
    public CommandCounters Counters => _loop.Journal.Counters;

    /// <summary>Every decision.</summary>
    public CommandJournal Journal => _loop.Journal;

    /// <summary>Every record from now on; of identical refusals in a row only the first. Ends when the runtime stops.</summary>
    /// <remarks>
    /// Each subscription has a bounded queue of 1,024 from which the oldest is dropped (<see cref="RecordsDropped"/>), and runs on a thread of the pool; a throwing
    /// subscriber (<see cref="RecordsFailed"/>) concerns nobody else. Nothing is delivered after a subscription was disposed, but for a record being delivered at that moment.
    /// </remarks>
    public IObservable<CommandRecord> Records => _loop.Records;

    /// <summary>How many records slow subscribers of <see cref="Records"/> have lost, all of them together. The journal has them all the same.</summary>
    public long RecordsDropped => _loop.Records.Dropped;

    /// <summary>How often a subscriber of <see cref="Records"/> threw.</summary>
    public long RecordsFailed => _loop.Records.Failed;

    internal WriteLoop Loop => _loop;

    internal bool IsSending => _loop.IsSending;

    internal bool IsOverdue => _loop.IsOverdue;

    /// <summary>Changes the mode. Holds at once for everything that has not been handed to the connector; a command in progress ends as superseded.</summary>
    /// <remarks>A change made before the start stands in the journal from the start on, with the time it was made.</remarks>
    /// <param name="mode">The new mode.</param>
    /// <param name="by">Who changes it, for the journal.</param>
    /// <exception cref="ArgumentOutOfRangeException">The mode is unknown.</exception>
    public void SetMode(WriteBackMode mode, string by)
    {
        if (!Enum.IsDefined(mode))
            throw new ArgumentOutOfRangeException(nameof(mode), mode, "Unknown mode.");
        ArgumentException.ThrowIfNullOrWhiteSpace(by);
        _loop.SetMode(mode, by);
    }

    /// <summary>Asks for a value as a person or program; the same guard judges it. Supersedes what the write-back is doing.</summary>
    /// <remarks>
    /// The signal takes over again as soon as it asks for another value than before, or passes the guard again after a refusal; use mode Advisory to keep it from doing so. At most 256
    /// requests wait at a time; more are rejected.
    /// </remarks>
    /// <param name="value">The value, in the set-point's unit; one that is not finite is rejected.</param>
    /// <param name="options">Expiry, reason, who; null for the defaults.</param>
    /// <param name="cancellationToken">Stops waiting and withdraws what has not been sent yet; a repetition of a key only stops waiting, as the command is the first one's.</param>
    /// <returns>How the command ended, once it has: verified by the plant, or not.</returns>
    /// <exception cref="InvalidOperationException">The runtime has not been started.</exception>
    public async Task<CommandResult> RequestAsync(double value, CommandOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var copy = new CommandOptions { ExpiresAt = options?.ExpiresAt, Reason = options?.Reason ?? "", By = options?.By ?? "", IdempotencyKey = options?.IdempotencyKey };
        if (_loop.Waiters.TryOpen() is not { } promise)
            return TooMany(Guid.Empty);
        if (copy.IdempotencyKey is { } key && _loop.Waiters.Remember(key, value, promise.Task) is { } earlier)
        {
            var isSame = earlier.Value.Equals(value);
            _loop.Waiters.Complete(promise, default);
            return isSame
                ? await earlier.Result.WaitAsync(cancellationToken).ConfigureAwait(false)
                : new CommandResult(CommandState.Rejected, Guid.Empty, $"the key '{key}' was used for another value", "idempotency");
        }

        var parent = Activity.Current is { IdFormat: ActivityIdFormat.W3C } caller ? caller.Context : default;
        return await PostAsync(promise, () => _loop.OnManual(value, copy, parent, promise), copy.IdempotencyKey, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Approves a proposal of mode <see cref="WriteBackMode.Advisory"/>. The whole guard is asked again before anything is sent.</summary>
    /// <param name="commandId">The proposal, from <see cref="WriteBackStatus.ActiveCommand"/> or a record with <see cref="CommandEvent.Proposed"/>.</param>
    /// <param name="until">Nothing of it is sent at or after this moment of lane time.</param>
    /// <param name="by">Who approves, for the journal.</param>
    /// <param name="cancellationToken">Stops waiting and withdraws what has not been sent yet, also for whoever asked for the command.</param>
    /// <returns>How the command ended, once it has; Rejected if there is no such proposal any more.</returns>
    /// <exception cref="InvalidOperationException">The runtime has not been started.</exception>
    public async Task<CommandResult> ApproveAsync(Guid commandId, DateTimeOffset until, string by, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(by);
        cancellationToken.ThrowIfCancellationRequested();
        return _loop.Waiters.TryOpen() is { } promise
            ? await PostAsync(promise, () => _loop.OnApproved(commandId, until, by, promise), null, cancellationToken).ConfigureAwait(false)
            : TooMany(commandId);
    }

    /// <summary>Says that a person has seen the alarm: automatic requests are heard again, from what the plant reports then.</summary>
    /// <param name="by">Who, for the journal.</param>
    /// <exception cref="InvalidOperationException">The runtime has not been started.</exception>
    public void AcknowledgeAlarm(string by)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(by);
        _loop.Post(() => _loop.OnAlarmAcknowledged(by));
    }

    private static CommandResult TooMany(Guid id) => new(CommandState.Rejected, id, "too many requests wait already", "queue");

    private async Task<CommandResult> PostAsync(TaskCompletionSource<CommandResult> promise, Action action, string? key, CancellationToken cancellationToken)
    {
        Post(promise, action, key);
        try
        {
            return await promise.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _loop.Post(() => _loop.OnWithdrawn(promise));
            throw;
        }
    }

    private void Post(TaskCompletionSource<CommandResult> promise, Action action, string? key)
    {
        try
        {
            _loop.Post(action);
        }
        catch (InvalidOperationException e)
        {
            // The request came to nothing: the same key must be free for the next, and whoever joined in between must hear of it.
            if (key is not null)
                _loop.Waiters.Forget(key, promise.Task);
            _loop.Waiters.Complete(promise, new CommandResult(CommandState.Failed, Guid.Empty, e.Message, ""));
            throw;
        }
    }
}
