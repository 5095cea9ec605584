namespace DigitalTwin.Sdk;

/// <summary>Reads a property no older than asked for: from the twin if that is fresh, else by asking the asset and waiting (semantics S3).</summary>
internal static class LiveRead
{
    internal static async Task<Sample<T>> ReadAsync<T>(
        TwinRuntime runtime,
        Property<T> property,
        TimeSpan maxAge,
        TimeSpan timeout,
        StaleFallback fallback,
        CancellationToken cancellationToken)
    {
        if (maxAge <= TimeSpan.Zero || timeout <= TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(maxAge), "The maximum age and the time-out must be above zero.");
        var fresh = new TaskCompletionSource<Sample<T>>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var listening = runtime.Signal(property).Subscribe(s =>
        {
            if (IsFresh(s))
                fresh.TrySetResult(s);
        });
        var now = property.Read();
        if (IsFresh(now))
            return now;
        if (runtime.IsStopping)
            return fallback == StaleFallback.UseTwin ? now : throw runtime.HasStopped($"does not ask the asset for '{property}' any more");
        using var limit = new CancellationTokenSource(timeout, runtime.TimeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            foreach (var reader in runtime.Readers(property))
                await reader.RequestAsync(property, linked.Token).ConfigureAwait(false);
            return await fresh.Task.WaitAsync(linked.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            if (fallback == StaleFallback.UseTwin)
                return property.Read();
            throw new TimeoutException($"Nothing newer than {maxAge} came for '{property}' within {timeout}.");
        }
        catch (ObjectDisposedException e) when (runtime.IsStopping)
        {
            // The connector is gone already; whose it was says more than that.
            return fallback == StaleFallback.UseTwin ? property.Read() : throw runtime.HasStopped($"does not ask the asset for '{property}' any more", e);
        }

        bool IsFresh(in Sample<T> sample)
        {
            // One from further ahead than that would stay fresh as long as the source's clock is ahead, which says nothing about its age.
            var age = runtime.TimeProvider.GetUtcNow().UtcTicks - sample.Ticks;
            return sample.Quality.IsUsable && age <= maxAge.Ticks && age >= -maxAge.Ticks;
        }
    }
}
