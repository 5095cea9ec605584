namespace DigitalTwin.Sdk;

/// <summary>The side of a connector through which guarded values reach the plant. Only Control can make a <see cref="GuardedWrite"/>.</summary>
public interface IPlantWriter
{
    /// <summary>Sends one value. Never throws for what the plant or the link does; the outcome says it.</summary>
    /// <remarks>
    /// Called for one value of a property at a time. Keeps order: once a value is <see cref="WriteStatus.Acknowledged"/>, no earlier one may still take effect, be it held back by a link,
    /// a queue or a gateway. It returns soon after it was cancelled; until it does, nothing more is written to the property, and the guard raises an alarm after 5 s.
    /// </remarks>
    /// <param name="write">What passed the guard.</param>
    /// <param name="cancellationToken">Gives up; the outcome is then unknown to the caller.</param>
    ValueTask<WriteOutcome> WriteAsync(GuardedWrite write, CancellationToken cancellationToken);
}
