using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DigitalTwin.Sdk.Connectors;

/// <summary>
/// Stores and forwards: takes messages at once, keeps them on disk, and sends them in order whenever the other side can take them, also those of an earlier run:
/// <code>
/// await using var outbox = Outbox.Open(
///     new OutboxOptions { Store = { Folder = "data/outbox" } },
///     async (message, stop) => await cloud.TryPublishAsync(message.Address, message.Payload, stop) ? SendResult.Sent : SendResult.Retry);
/// outbox.Enqueue("plant/p101/flow", payload, sample.Time);
/// </code>
/// Thread-safe.
/// </summary>
/// <remarks>
/// At least once and in order: a message is sent again until the other side has confirmed it, by the same number. After a crash those come again that had not been
/// confirmed on disk. A message past its <c>until</c> is never sent, also not after a restart; commands must have one. What is taken is made
/// durable within one write of the disk, without anybody waiting; <see cref="FlushAsync"/> waits for it. A sender that throws has failed and is asked again.
/// </remarks>
public sealed class Outbox : IAsyncDisposable
{
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);
    private readonly Func<OutboundMessage, CancellationToken, ValueTask<SendResult>> _send;
    private readonly string _folder;
    private readonly int _maxInFlight;
    private readonly double _replaySpeed;
    private readonly RecordStore _store;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly Backoff _backoff;
    private readonly LogSampler _sampler = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Channel<byte> _toSend = Signal();
    private readonly Channel<byte> _toKeep = Signal();
    private readonly Queue<(long Sequence, OutboundMessage? Message, Task<SendResult> Sending)> _inFlight = new();
    private readonly Task _working;
    private long _waitedUpTo;
    private (DateTimeOffset Time, long Since)? _replay;
    private long _sent;
    private long _replayed;
    private long _expired;
    private long _rejected;
    private long _retries;
    private int _disposed;

    private Outbox(OutboxOptions options, RecordStore store, Func<OutboundMessage, CancellationToken, ValueTask<SendResult>> send, TimeProvider clock, ILogger logger)
    {
        (_store, _send, _clock, _logger) = (store, send, clock, logger);
        (_folder, _maxInFlight, _replaySpeed) = (options.Store.Folder, options.MaxInFlight, options.ReplaySpeed);
        _backoff = new Backoff(options.Retry, seed: options.Store.Folder.Length);
        _waitedUpTo = store.Last;
        _working = Task.WhenAll(Task.Run(ForwardAsync), Task.Run(KeepAsync));
    }

    /// <summary>What happened so far.</summary>
    public OutboxCounters Counters => new(
        Interlocked.Read(ref _sent),
        Interlocked.Read(ref _replayed),
        Interlocked.Read(ref _expired),
        Interlocked.Read(ref _rejected),
        Interlocked.Read(ref _retries),
        _store.Counters);

    /// <summary>Opens the outbox of a folder and begins to send what waits there.</summary>
    /// <param name="options">Where, how many, how fast.</param>
    /// <param name="send">Sends one message and says what became of it. Called in the order of the messages, for as many at a time as the options allow.</param>
    /// <param name="clock">The clock of expiry and pauses; null for the machine's.</param>
    /// <param name="logger">Where failures are sampled to; null for nowhere.</param>
    /// <exception cref="ArgumentException">An option is out of range; all that are wrong are named.</exception>
    /// <exception cref="IOException">The folder is in use by another store, or cannot be read or written.</exception>
    public static Outbox Open(OutboxOptions options, Func<OutboundMessage, CancellationToken, ValueTask<SendResult>> send, TimeProvider? clock = null, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(send);
        var problems = options.Validate().ToList();
        if (problems.Count > 0)
            throw new ArgumentException(string.Join(" ", problems), nameof(options));
        return new Outbox(options, RecordStore.Open(options.Store, clock), send, clock ?? TimeProvider.System, logger ?? NullLogger.Instance);
    }

    /// <summary>Takes a message; it is sent when its turn comes.</summary>
    /// <param name="address">Where to, in the sender's words; at most 65,535 bytes of UTF-8.</param>
    /// <param name="payload">Its content; copied.</param>
    /// <param name="time">Its own time; kept however long it waits.</param>
    /// <param name="until">When it loses its meaning; null for never. A command must have one.</param>
    /// <param name="priority">Which messages of a full store go first. The order of sending does not depend on it.</param>
    /// <returns>Its number; 0 if the store was full and refused it, which is counted.</returns>
    /// <exception cref="ArgumentException">Address and payload are longer than the store takes.</exception>
    /// <exception cref="IOException">The disk is full or fails; the message was not taken.</exception>
    public long Enqueue(string address, ReadOnlySpan<byte> payload, DateTimeOffset time, DateTimeOffset? until = null, RecordPriority priority = RecordPriority.Normal)
    {
        ArgumentNullException.ThrowIfNull(address);
        var length = OutboxCode.LengthOf(address, payload);
        if (length - 2 - payload.Length > ushort.MaxValue)
            throw new ArgumentException("An address has 65,535 bytes at most.", nameof(address));
        Span<byte> code = length <= 1_024 ? stackalloc byte[length] : new byte[length];
        OutboxCode.Write(code, address, payload);
        var sequence = _store.Append(code, time, until, priority);
        _toKeep.Writer.TryWrite(0);
        return sequence;
    }

    /// <summary>Waits until everything enqueued so far is on disk.</summary>
    /// <exception cref="IOException">The disk is full or fails.</exception>
    public async Task FlushAsync()
    {
        await Task.Run(() => _store.Flush()).ConfigureAwait(false);
        _toSend.Writer.TryWrite(0);
    }

    /// <summary>Stops sending, makes durable what waits, and closes the store. What waits is sent by whoever opens it next.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _working.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _store.Dispose();
        _stopping.Dispose();
    }

    /// <summary>Never ends by itself: a message that fails is tried again, and a store that fails too.</summary>
    private async Task ForwardAsync()
    {
        var next = _store.Confirmed;
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                next = await ForwardAsync(next).ConfigureAwait(false);
            }
            catch (Exception) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                await PauseAsync(e.Message).ConfigureAwait(false);
                (_, next) = (await SettleAsync().ConfigureAwait(false), _store.Confirmed);
            }
        }
    }

    /// <summary>Sends what there is from a message on, or waits for more.</summary>
    /// <returns>The last message sent or passed over.</returns>
    private async Task<long> ForwardAsync(long after)
    {
        while (_inFlight.Count < _maxInFlight && after < _store.Durable && _store.TryRead(after, out var record))
        {
            after = record.Sequence;
            var message = OutboxCode.Read(record, record.Sequence <= Interlocked.Read(ref _waitedUpTo));
            if (message is null || IsExpired(message))
            {
                // Passed over in its turn: what is before it may still be under way.
                Interlocked.Increment(ref message is null ? ref _rejected : ref _expired);
                _inFlight.Enqueue((record.Sequence, null, Task.FromResult(SendResult.Sent)));
                continue;
            }

            await PaceAsync(message).ConfigureAwait(false);
            _inFlight.Enqueue((record.Sequence, message, SendAsync(message)));
        }

        if (_inFlight.Count > 0)
            return await ConfirmAsync().ConfigureAwait(false) ? after : _store.Confirmed;
        await _toSend.Reader.ReadAsync(_stopping.Token).ConfigureAwait(false);
        return after;
    }

    /// <summary>Waits for the oldest message under way.</summary>
    /// <returns>False if it has to be sent again, with all that came behind it.</returns>
    private async Task<bool> ConfirmAsync()
    {
        var (sequence, message, sending) = _inFlight.Peek();
        var result = await sending.WaitAsync(_stopping.Token).ConfigureAwait(false);
        if (message is not null && result == SendResult.Retry && !IsExpired(message))
        {
            Interlocked.Increment(ref _retries);

            // Whatever is taken from now on has waited behind this one.
            Interlocked.Exchange(ref _waitedUpTo, _store.Last);
            await PauseAsync($"message {message.Sequence} to '{message.Address}' was not taken").ConfigureAwait(false);
            await SettleAsync().ConfigureAwait(false);
            return false;
        }

        _inFlight.Dequeue();
        if (message is not null)
            Count(message, result);
        _store.Confirm(sequence);
        return true;
    }

    private void Count(OutboundMessage message, SendResult result)
    {
        if (result == SendResult.Sent)
        {
            Interlocked.Increment(ref _sent);
            if (message.IsReplay)
                Interlocked.Increment(ref _replayed);
            _backoff.NoteHeld(TimeSpan.MaxValue);
        }
        else if (result == SendResult.Rejected)
        {
            Interlocked.Increment(ref _rejected);
        }
        else
        {
            Interlocked.Increment(ref _expired);
        }
    }

    private bool IsExpired(OutboundMessage message) => message.Until is { } until && until <= _clock.GetUtcNow();

    private async Task<SendResult> SendAsync(OutboundMessage message)
    {
        try
        {
            // It may have waited since its turn came.
            return IsExpired(message) ? SendResult.Retry : await _send(message, _stopping.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (!_stopping.IsCancellationRequested)
        {
            // User code at a boundary: a sender that throws has not sent.
            Log(e.Message);
            return SendResult.Retry;
        }
    }

    /// <summary>Waits until nothing is under way any more; what is then not confirmed is sent again.</summary>
    private async Task<int> SettleAsync()
    {
        var count = _inFlight.Count;
        foreach (var (_, _, sending) in _inFlight)
            await ((Task)sending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _inFlight.Clear();
        return count;
    }

    /// <summary>Holds back what has waited, so that it is not sent faster than asked for.</summary>
    private async ValueTask PaceAsync(OutboundMessage message)
    {
        if (!message.IsReplay || double.IsInfinity(_replaySpeed))
        {
            _replay = null;
            return;
        }

        _replay ??= (message.Time, _clock.GetTimestamp());
        var due = (message.Time - _replay.Value.Time) / _replaySpeed;
        var left = due - _clock.GetElapsedTime(_replay.Value.Since);
        if (left > TimeSpan.Zero)
            await Task.Delay(left, _clock, _stopping.Token).ConfigureAwait(false);
    }

    private async Task PauseAsync(string reason)
    {
        Log(reason);
        await Task.Delay(_backoff.Next(), _clock, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Makes durable what was taken, whether or not anything can be sent.</summary>
    private async Task KeepAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            await _toKeep.Reader.ReadAsync(_stopping.Token).ConfigureAwait(false);
            try
            {
                _store.Flush();

                // Only what is durable is sent: the number of one lost in a crash would be given again, to another message.
                _toSend.Writer.TryWrite(0);
            }
            catch (IOException e)
            {
                Log(e.Message);
                await Task.Delay(PauseAfterFailure, _clock, _stopping.Token).ConfigureAwait(false);
                _toKeep.Writer.TryWrite(0);
            }
        }
    }

    private static Channel<byte> Signal() => Channel.CreateBounded<byte>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private void Log(string reason)
    {
        if (_sampler.ShouldLog(_clock.GetUtcNow().UtcTicks, out var suppressed))
            ConnectorLog.NotForwarded(_logger, _folder, reason, suppressed);
    }
}
