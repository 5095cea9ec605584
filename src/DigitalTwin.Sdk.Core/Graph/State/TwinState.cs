namespace DigitalTwin.Sdk;

/// <summary>A private copy of a twin's state, by slot of its layout.</summary>
internal sealed record TwinState(
    Twin Twin,
    PropertyLayout Layout,
    CellMap Map,
    TwinRow Row,
    Cell[] Cells,
    object?[] References,
    DesiredValue?[] Desired,
    RelationSet Relations);
