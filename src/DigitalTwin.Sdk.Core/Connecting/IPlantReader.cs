namespace DigitalTwin.Sdk;

/// <summary>The side of a connector that can ask the asset for a value at once, where its protocol allows that.</summary>
public interface IPlantReader
{
    /// <summary>Asks for the property's value and posts the answer to the host like any other sample. Never throws for what the plant or the link does.</summary>
    /// <param name="property">A property the connector is bound to for reading.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether an answer was posted.</returns>
    ValueTask<bool> RequestAsync(Property property, CancellationToken cancellationToken);
}
