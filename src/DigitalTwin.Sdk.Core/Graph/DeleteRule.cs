namespace DigitalTwin.Sdk;

/// <summary>What happens to a twin's relationships when it is removed.</summary>
public enum DeleteRule
{
    /// <summary>A twin that has relationships, in either direction, is not removed. The default.</summary>
    RefuseIfRelated = 0,

    /// <summary>Its relationships are removed with it.</summary>
    RemoveRelationships,
}
