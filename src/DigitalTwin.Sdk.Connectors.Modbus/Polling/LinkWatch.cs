using Microsoft.Extensions.Logging;

namespace DigitalTwin.Sdk.Connectors.Modbus;

/// <summary>Knows which devices answer, and tells the host where the connector stands: connected while any of them does. Thread-safe.</summary>
internal sealed class LinkWatch
{
    private readonly Lock _lock = new();
    private readonly IConnectorHost _host;
    private readonly ILogger _logger;
    private readonly string _name;
    private readonly BusyPause _link;
    private readonly Dictionary<byte, BusyPause> _devices;
    private readonly Dictionary<byte, string> _silent = [];
    private readonly HashSet<byte> _answered = [];
    private readonly List<string> _stopped = [];
    private readonly Action _onFirst;
    private string _linkReason = "";
    private bool _wasConnected;

    internal LinkWatch(IConnectorHost host, ILogger logger, string name, ModbusSettings settings, IEnumerable<byte> devices, TimeProvider clock, Action onFirst)
    {
        (_host, _logger, _name, _onFirst) = (host, logger, name, onFirst);
        var seed = settings.BackoffSeed();
        _link = new BusyPause(settings.Reconnect, seed, clock);
        _devices = devices.Distinct().ToDictionary(d => d, d => new BusyPause(settings.Reconnect, seed + d + 1, clock));
    }

    /// <summary>Whether a request to the device makes sense now.</summary>
    internal bool MayTry(byte device)
    {
        lock (_lock)
            return _link.MayTry && _devices[device].MayTry;
    }

    /// <summary>The device answered, be it with a refusal.</summary>
    internal void NoteAnswer(byte device)
    {
        lock (_lock)
        {
            var isBack = _devices[device].End() | _link.End();
            if (!_answered.Add(device) && !isBack)
                return;
            if (_silent.Remove(device) && isBack)
                ModbusLog.DeviceBack(_logger, _name, device);
            _linkReason = "";
            if (!_wasConnected)
                _onFirst();
            _wasConnected = true;
            Report();
        }
    }

    /// <summary>The link is there, but the device did not answer, or a gateway could not reach it.</summary>
    internal void NoteSilent(byte device, string reason)
    {
        lock (_lock)
        {
            _link.End();
            _linkReason = "";
            _answered.Remove(device);
            var isNew = _silent.TryAdd(device, reason);
            _silent[device] = reason;
            var pause = _devices[device].Begin();
            if (isNew)
                ModbusLog.Retrying(_logger, _name, reason, pause);
            Report();
        }
    }

    /// <summary>There is no link at all.</summary>
    internal void NoteNoLink(string reason)
    {
        lock (_lock)
        {
            _answered.Clear();
            var isNew = _linkReason.Length == 0;
            _linkReason = reason;
            var pause = _link.Begin();
            if (isNew)
                ModbusLog.Retrying(_logger, _name, reason, pause);
            Report();
        }
    }

    /// <summary>A tag is not read any more.</summary>
    internal void NoteStopped(TagReader tag)
    {
        lock (_lock)
        {
            _stopped.Add($"'{tag.Property}' ({tag.Address}) is not read: {tag.Stopped}");
            Report();
        }
    }

    private void Report()
    {
        if (_linkReason.Length > 0)
            _host.ReportState(_wasConnected ? ConnectorState.Reconnecting : ConnectorState.Connecting, _linkReason);
        else if (_answered.Count > 0)
            _host.ReportState(ConnectorState.Connected, string.Join("; ", _silent.Values.Concat(_stopped.Take(3)).Concat(_stopped.Count > 3 ? [$"{_stopped.Count - 3} more tags are not read"] : Array.Empty<string>())));
        else if (_silent.Count > 0)
            _host.ReportState(_wasConnected ? ConnectorState.Reconnecting : ConnectorState.Connecting, string.Join("; ", _silent.Values));
    }
}
