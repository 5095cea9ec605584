namespace DigitalTwin.Sdk;

/// <summary>The side of a connector through which guarded values reach the plant. Only Control can make a <see cref="GuardedWrite"/>.</summary>
public interface IPlantWriter
{
    /// <summary>Sends one value. Never throws for what the plant or the link does; the outcome says it.</summary>
    /// <param name="write">What passed the guard.</param>
    /// <param name="cancellationToken">Gives up; the outcome is then unknown to the caller.</param>
    ValueTask<WriteOutcome> WriteAsync(GuardedWrite write, CancellationToken cancellationToken);
}
