namespace DigitalTwin.Sdk.Connectors;

/// <summary>A function that is asked at a steady rate.</summary>
internal sealed class PolledSource<T>(Property<T> property, ConnectorBinding binding, TimeSpan every, Func<CancellationToken, ValueTask<T>> read) : DelegateSource(binding)
{
    internal override async Task RunAsync(IConnectorHost host, Action<bool> count, Action<string?> report, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(every, host.TimeProvider);
        do
        {
            var sample = await ReadAsync(host, report, cancellationToken).ConfigureAwait(false);
            count(!sample.Quality.IsBad);
            if (sample.Quality.IsBad)
                await host.PostFailureAsync(property, sample.Time, sample.Quality, null, cancellationToken).ConfigureAwait(false);
            else
                await host.PostAsync(property, sample, null, cancellationToken).ConfigureAwait(false);
        }
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
    }

    private async ValueTask<Sample<T>> ReadAsync(IConnectorHost host, Action<string?> report, CancellationToken cancellationToken)
    {
        try
        {
            var value = await read(cancellationToken).ConfigureAwait(false);
            report(null);
            return Sample.Good(value, host.TimeProvider.GetUtcNow());
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            report($"reading '{property}' failed: {e.Message}");
            return Sample.Bad<T>(default!, host.TimeProvider.GetUtcNow(), Quality.CommLoss);
        }
    }
}
