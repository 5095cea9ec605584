using Microsoft.Extensions.Logging;

namespace DigitalTwin.Sdk.Connectors;

/// <summary>A connector that plays a recorded file, row by row, at a chosen speed. Made by <see cref="Connector.Replay"/>.</summary>
/// <remarks>
/// Reads as it plays, so that a file of any size takes no more memory than a row. A row whose time cannot be read is left out, counted and logged; one that is older than the row before
/// comes at once, as a late sample does in life. Thread-safe.
/// </remarks>
public sealed class ReplayConnector : IConnector
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LogSampler _sampler = new();
    private readonly string _file;
    private readonly ReplayConnectorBuilder _settings;
    private readonly ReplayTable _table;
    private IConnectorHost? _host;
    private ILogger? _logger;
    private Task _running = Task.CompletedTask;
    private long _rows;
    private long _bad;
    private long _dropped;
    private int _disposed;

    internal ReplayConnector(string name, string file, ReplayConnectorBuilder settings)
    {
        (Name, _file, _settings) = (name, file, settings);
        using (var reader = Open())
            _table = new ReplayTable(file, reader.ReadLine() ?? "", settings);
        Bindings = [.. settings.Columns.Select(c => new ConnectorBinding(c.Property, ConnectorAccess.Read, $"{Path.GetFileName(file)}, column '{c.Name}'"))];
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public IReadOnlyCollection<ConnectorBinding> Bindings { get; }

    /// <summary>Ends when the last row has been handed in, or the connector is disposed; fails if the file cannot be read to its end.</summary>
    public Task Ended => _ended.Task;

    /// <inheritdoc/>
    public Task StartAsync(IConnectorHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(host);
        if (_host is not null)
            throw new InvalidOperationException($"Connector '{Name}' has been started before.");
        _host = host;
        _logger = host.LoggerFactory.CreateLogger<ReplayConnector>();
        host.ReportCounters(() => new ConnectorCounters(Interlocked.Read(ref _rows), Interlocked.Read(ref _bad), Interlocked.Read(ref _dropped), 0));
        host.ReportState(ConnectorState.Connected, "");
        _running = Task.Run(RunAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
            await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ended.TrySetResult();
        _host?.ReportState(ConnectorState.Stopped, "stopped");
    }

    private StreamReader Open() => new(new FileStream(_file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));

    private async Task RunAsync()
    {
        try
        {
            using var reader = Open();
            await reader.ReadLineAsync(_stopping.Token).ConfigureAwait(false);
            await PlayAsync(reader).ConfigureAwait(false);
            _ended.TrySetResult();
        }
        catch (Exception) when (_stopping.IsCancellationRequested)
        {
            // Disposing ends it.
        }
        catch (Exception e)
        {
            _host!.ReportState(ConnectorState.Faulted, $"the record '{_file}' cannot be read on: {e.Message}");
            _ended.TrySetException(e);
        }
    }

    private async Task PlayAsync(StreamReader reader)
    {
        var clock = _host!.TimeProvider;
        var (start, first, line) = (clock.GetUtcNow().UtcTicks, long.MinValue, 1L);
        while (await reader.ReadLineAsync(_stopping.Token).ConfigureAwait(false) is { } row)
        {
            line++;
            if (row.Length == 0)
                continue;
            Interlocked.Increment(ref _rows);
            if (_table.Read(row, out var ticks) is { } problem)
            {
                Interlocked.Increment(ref _dropped);
                Log(line, problem);
                continue;
            }

            if (first == long.MinValue)
                first = ticks;
            await WaitAsync(start, ticks - first).ConfigureAwait(false);
            await PostAsync(line, _settings.IsShifted ? Moved(ticks, start - first) : ticks).ConfigureAwait(false);
        }
    }

    private static long Moved(long ticks, long by) => Math.Clamp(ticks + by, 0, DateTime.MaxValue.Ticks);

    private async ValueTask WaitAsync(long start, long recorded)
    {
        if (_settings.Pace is not { } pace)
            return;
        var clock = _host!.TimeProvider;
        while (true)
        {
            var left = (recorded / pace) - (clock.GetUtcNow().UtcTicks - start);
            if (left <= 0)
                return;

            // What is left of a millisecond would be no pause at all.
            await Task.Delay(new TimeSpan((long)Math.Clamp(left, TimeSpan.TicksPerMillisecond, TimeSpan.TicksPerDay)), clock, _stopping.Token).ConfigureAwait(false);
        }
    }

    private async ValueTask PostAsync(long line, long ticks)
    {
        for (var i = 0; i < _settings.Columns.Count; i++)
        {
            var column = _settings.Columns[i];
            var text = _table.Cell(i);
            if (text.Length == 0)
                continue;
            var isNumber = ReplayTable.TryReadNumber(text, out var value);
            value = column.Conversion.Apply(value);
            if (isNumber && double.IsFinite(value))
            {
                await _host!.PostAsync(column.Property, new Sample<double>(value, ticks, ticks, Quality.Good), null, _stopping.Token).ConfigureAwait(false);
                continue;
            }

            Interlocked.Increment(ref _bad);
            Log(line, $"'{text}' in column '{column.Name}' is no finite number");
            await _host!.PostFailureAsync(column.Property, new DateTimeOffset(ticks, TimeSpan.Zero), Quality.ConversionError, null, _stopping.Token).ConfigureAwait(false);
        }
    }

    private void Log(long line, string problem)
    {
        if (_sampler.ShouldLog(_host!.TimeProvider.GetUtcNow().UtcTicks, out var suppressed))
            ConnectorLog.RowFailed(_logger!, Name, _file, line, problem, suppressed);
    }
}
