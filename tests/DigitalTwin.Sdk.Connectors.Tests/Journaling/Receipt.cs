namespace DigitalTwin.Sdk.Connectors.Tests.Journaling;

/// <summary>A transport's acknowledgement, to be awaited.</summary>
internal sealed class Receipt : ISampleReceipt
{
    private readonly TaskCompletionSource<bool> _told = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>True once applied, or persisted; false if given up.</summary>
    public Task<bool> Told => _told.Task.WaitAsync(TimeSpan.FromSeconds(60));

    public bool IsTold => _told.Task.IsCompleted;

    public void Applied() => _told.SetResult(true);

    public void Abandoned() => _told.SetResult(false);
}
