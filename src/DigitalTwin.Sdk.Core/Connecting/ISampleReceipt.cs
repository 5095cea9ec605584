namespace DigitalTwin.Sdk;

/// <summary>Is told when a posted sample has reached a stage; how a connector acknowledges its transport at the stage the user chose.</summary>
public interface ISampleReceipt
{
    /// <summary>The sample has gone through cleaning and into the twin's state (or was refused there, and counted). Called once, in the twin's lane; must not block.</summary>
    void Applied();

    /// <summary>The runtime stopped before the sample was applied: it must not be acknowledged. Called once instead of <see cref="Applied"/>.</summary>
    void Abandoned();
}
