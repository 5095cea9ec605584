using DigitalTwin.Sdk.Protocols.Modbus;

namespace DigitalTwin.Sdk.Connectors.Modbus;

/// <summary>The tags of one period: reads them on a grid of time that does not drift.</summary>
internal sealed class PollGroup
{
    private readonly PollContext _context;
    private readonly TimeProvider _clock;
    private readonly LogSampler _overrunLog = new();
    private List<PollBlock> _blocks;
    private long _overruns;
    private long _skipped;

    internal PollGroup(TimeSpan period, List<PollBlock> blocks, PollContext context)
    {
        (Period, _blocks, _context, _clock) = (period, blocks, context, context.Clock);
    }

    internal TimeSpan Period { get; }

    /// <summary>What is read at present; another list whenever that changes.</summary>
    internal IReadOnlyList<PollBlock> Blocks => Volatile.Read(ref _blocks);

    /// <summary>Times of the grid that passed while an earlier reading was under way.</summary>
    internal long Overruns => Interlocked.Read(ref _overruns);

    /// <summary>Requests left out because device or link were in a pause.</summary>
    internal long Skipped => Interlocked.Read(ref _skipped);

    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        var start = _clock.GetTimestamp();
        for (long next = 0; !cancellationToken.IsCancellationRequested;)
        {
            await ReadAllAsync(cancellationToken).ConfigureAwait(false);

            // The grid counts from the start, so a late reading makes none of the later ones late.
            var done = _clock.GetElapsedTime(start).Ticks / Period.Ticks;
            if (done > next)
                CountOverruns(done - next);
            next = done + 1;
            await WaitUntilAsync(start, next * Period.Ticks, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task WaitUntilAsync(long start, long due, CancellationToken cancellationToken)
    {
        // A timer may be early by what its resolution is.
        for (var left = due - _clock.GetElapsedTime(start).Ticks; left > 0 && !cancellationToken.IsCancellationRequested; left = due - _clock.GetElapsedTime(start).Ticks)
            await Task.Delay(new TimeSpan(Math.Max(left, TimeSpan.TicksPerMillisecond)), _clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void CountOverruns(long count)
    {
        Interlocked.Add(ref _overruns, count);
        if (_overrunLog.ShouldLog(_clock.GetUtcNow().UtcTicks, out var suppressed))
            ModbusLog.Overrun(_context.Intake.Logger, _context.Intake.Connector, Period, count, suppressed);
    }

    private async Task ReadAllAsync(CancellationToken cancellationToken)
    {
        if (_context.MaxInFlight == 1 || _blocks.Count == 1)
        {
            // By index: a block that the device refuses is replaced by its parts, which are read at once.
            for (var i = 0; i < _blocks.Count; i++)
            {
                if (await ReadAsync(_blocks[i], cancellationToken).ConfigureAwait(false))
                    Replace(i--);
            }

            return;
        }

        var at = -1;
        var refused = await Task.WhenAll(Enumerable.Range(0, Math.Min(_context.MaxInFlight, _blocks.Count)).Select(_ => ReadNextAsync())).ConfigureAwait(false);
        foreach (var block in refused.SelectMany(r => r))
            Replace(_blocks.IndexOf(block));

        async Task<List<PollBlock>> ReadNextAsync()
        {
            var mine = new List<PollBlock>();
            for (var i = Interlocked.Increment(ref at); i < _blocks.Count; i = Interlocked.Increment(ref at))
            {
                if (await ReadAsync(_blocks[i], cancellationToken).ConfigureAwait(false))
                    mine.Add(_blocks[i]);
            }

            return mine;
        }
    }

    /// <summary>Puts smaller requests in a refused one's place: first without holes, then halves, so that the tag that is at fault is found. One alone is stopped.</summary>
    private void Replace(int index)
    {
        var block = _blocks[index];
        var parts = PollPlanner.Plan(block.Tags.Where(t => t.Stopped is null), maxHole: 0, block.Count);
        if (parts.Count == 1 && parts[0].Tags.Count > 1)
        {
            var half = parts[0].Tags.Count / 2;
            parts = [.. PollPlanner.Plan(block.Tags.Take(half), 0, block.Count), .. PollPlanner.Plan(block.Tags.Skip(half), 0, block.Count)];
        }

        Volatile.Write(ref _blocks, [.. _blocks[..index], .. parts, .. _blocks[(index + 1)..]]);
    }

    /// <summary>Reads one block and hands on what it holds.</summary>
    /// <returns>Whether it has to be replaced by its parts.</returns>
    private async Task<bool> ReadAsync(PollBlock block, CancellationToken cancellationToken)
    {
        if (block.Pause is { MayTry: false } || !_context.Watch.MayTry(block.Device))
        {
            Interlocked.Increment(ref _skipped);
            return false;
        }

        try
        {
            var result = await block.ReadAsync(_context.Client, cancellationToken).ConfigureAwait(false);
            if (!result.IsSuccess)
                return await RefusedAsync(block, result, cancellationToken).ConfigureAwait(false);
            _context.Watch.NoteAnswer(block.Device);
            block.Pause?.End();
            var now = _context.Now;
            foreach (var tag in block.Tags)
                await block.DeliverAsync(tag, _context.Intake, now, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException e)
        {
            _context.Watch.NoteSilent(block.Device, e.Message);
            await FailAsync(block, Quality.CommLoss, cancellationToken).ConfigureAwait(false);
        }
        catch (ModbusException e)
        {
            await _context.NoteBrokenAsync(block.Device, e.Message, cancellationToken).ConfigureAwait(false);
            await FailAsync(block, Quality.CommLoss, cancellationToken).ConfigureAwait(false);
        }

        return false;
    }

    private async Task<bool> RefusedAsync(PollBlock block, ModbusResult result, CancellationToken cancellationToken)
    {
        if (result.Code is ModbusExceptionCode.GatewayPathUnavailable or ModbusExceptionCode.GatewayTargetFailedToRespond)
        {
            _context.Watch.NoteSilent(block.Device, $"device {block.Device}: the gateway answers {result}");
            await FailAsync(block, Quality.CommLoss, cancellationToken).ConfigureAwait(false);
            return false;
        }

        _context.Watch.NoteAnswer(block.Device);
        if (result.Code is ModbusExceptionCode.IllegalFunction or ModbusExceptionCode.IllegalDataAddress or ModbusExceptionCode.IllegalDataValue)
        {
            if (block.Tags.Count == 1)
                await StopAsync(block, block.Tags[0], result, cancellationToken).ConfigureAwait(false);
            return true;
        }

        block.Pause ??= _context.NewPause(block);
        var wasOn = block.Pause.IsOn;
        var pause = block.Pause.Begin();
        if (!wasOn)
            ModbusLog.Busy(_context.Intake.Logger, _context.Intake.Connector, block.Device, result.ToString(), $"{block.Count} from {block.Tags[0].Codec.Address}", pause);
        await FailAsync(block, Quality.SourceFlagged, cancellationToken).ConfigureAwait(false);
        return false;
    }

    private async Task StopAsync(PollBlock block, TagReader tag, ModbusResult result, CancellationToken cancellationToken)
    {
        tag.Stop($"device {block.Device} answers {result} to a request for {tag.Codec.Length} from {tag.Codec.Address}");
        tag.Counters.CountConsumed();
        tag.Counters.CountFailed();
        ModbusLog.TagStopped(_context.Intake.Logger, _context.Intake.Connector, tag.Property.ToString(), tag.Address, tag.Stopped!);
        _context.Watch.NoteStopped(tag);
        await tag.FailAsync(_context.Intake, _context.Now, Quality.SourceFlagged, cancellationToken).ConfigureAwait(false);
    }

    private async Task FailAsync(PollBlock block, Quality reasons, CancellationToken cancellationToken)
    {
        var now = _context.Now;
        foreach (var tag in block.Tags)
        {
            tag.Counters.CountConsumed();
            tag.Counters.CountFailed();
            await tag.FailAsync(_context.Intake, now, reasons, cancellationToken).ConfigureAwait(false);
        }
    }
}
