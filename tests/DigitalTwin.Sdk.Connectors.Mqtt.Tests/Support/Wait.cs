namespace DigitalTwin.Sdk.Connectors.Mqtt.Tests;

/// <summary>Waiting for what the runtime tells, never for time to pass.</summary>
internal static class Wait
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>The first sample of a property that satisfies a condition, from its present value on.</summary>
    public static async Task<Sample<T>> For<T>(TwinRuntime runtime, Property<T> property, Func<Sample<T>, bool> condition)
    {
        var found = new TaskCompletionSource<Sample<T>>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = runtime.Observe(property).Subscribe(new Observer<Sample<T>>(sample =>
        {
            if (condition(sample))
                found.TrySetResult(sample);
        }));
        var current = runtime.Read(property);
        if (condition(current))
            return current;
        return await found.Task.WaitAsync(Limit);
    }

    /// <summary>A state of the runtime's only connector; the change feed and logs do not carry it, so the log factory does.</summary>
    public static Task<ConnectorStatus> ForState(RecordingHostLog log, ConnectorState state) => log.StateAsync(state).WaitAsync(Limit);
}
