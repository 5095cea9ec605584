namespace DigitalTwin.Sdk;

/// <summary>A lane's columns as they were when a graph snapshot was taken.</summary>
internal sealed record LaneView(
    CowView<Cell> Cells,
    CowView<object?> References,
    CowView<DesiredValue?> Desired,
    CowView<TwinRow> Rows,
    CowView<Twin?> Twins,
    CowView<RelationSet> Relations,
    int RowCount);
