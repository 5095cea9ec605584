using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace DigitalTwin.Sdk.Hosting;

/// <summary>Runs the twin inside the host: composes and starts it when the host starts, drains and stops it when the host stops.</summary>
/// <remarks>Take it from the container to reach the running twin.</remarks>
public sealed class TwinHost : IHostedService, IAsyncDisposable
{
    private readonly IServiceProvider _services;
    private readonly IEnumerable<TwinComposition> _compositions;
    private readonly DigitalTwinOptions _options;
    private readonly TwinGraph _graph;
    private readonly TaskCompletionSource<TwinRuntime> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TwinRuntime? _runtime;
    private int _isStarted;

    internal TwinHost(IServiceProvider services, IEnumerable<TwinComposition> compositions, IOptions<DigitalTwinOptions> options, TwinGraph graph)
    {
        _services = services;
        _compositions = compositions;
        _options = options.Value;
        _graph = graph;
    }

    /// <summary>The running twin; null before the host has started it.</summary>
    public TwinRuntime? Runtime => Volatile.Read(ref _runtime);

    /// <summary>Why there is no running twin, in words for an operator.</summary>
    internal string WhyNotRunning => _started.Task.Exception?.InnerException is { } failure
        ? $"starting failed: {failure.Message}"
        : Volatile.Read(ref _isStarted) == 0 ? "the host has not started it yet" : "it is being started";

    /// <summary>The running twin, as soon as it runs.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="TwinConfigurationException">It is wired wrongly and was not started.</exception>
    /// <exception cref="ObjectDisposedException">The host was disposed before it started the twin.</exception>
    public Task<TwinRuntime> GetRuntimeAsync(CancellationToken cancellationToken = default) => _started.Task.WaitAsync(cancellationToken);

    /// <summary>Composes, checks and starts the twin. Called by the host.</summary>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="TwinConfigurationException">Something is wired wrongly; lists every problem.</exception>
    /// <exception cref="InvalidOperationException">It has been started already, or disposed.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _isStarted, 1) != 0)
            throw new InvalidOperationException("This twin has been started already, or was disposed; a host starts it once.");
        var builder = new TwinRuntimeBuilder(_graph)
        {
            LoggerFactory = (ILoggerFactory?)_services.GetService(typeof(ILoggerFactory)) ?? Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance,
            MeterFactory = (IMeterFactory?)_services.GetService(typeof(IMeterFactory)),
        };
        _options.ApplyTo(builder.Options);
        try
        {
            foreach (var composition in _compositions)
                composition.Compose(_services, builder);
            Volatile.Write(ref _runtime, await builder.StartAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (Exception e)
        {
            // Whoever waits for the runtime learns why there is none; the host learns it from the throw.
            Fail(e);
            throw;
        }

        _started.TrySetResult(_runtime!);
    }

    /// <summary>Drains and stops the twin. Called by the host.</summary>
    /// <param name="cancellationToken">Ends the draining early.</param>
    public Task StopAsync(CancellationToken cancellationToken) => Runtime?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    /// <summary>Stops the twin if the host has not. Called by the container.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isStarted, 1) == 0)
            Fail(new ObjectDisposedException(nameof(TwinHost), "The host was disposed before it started the twin."));
        if (Runtime is { } runtime)
            await runtime.DisposeAsync().ConfigureAwait(false);
    }

    private void Fail(Exception error)
    {
        _started.TrySetException(error);

        // Nobody need wait for the runtime; then nobody would look at the exception, and the process would be told of it.
        _ = _started.Task.Exception;
    }
}
