namespace DigitalTwin.Sdk;

/// <summary>Which cell of the lane holds which slot of a twin's layout: a run of cells, or one by one where properties were added later.</summary>
internal readonly struct CellMap(int first, int[]? cells)
{
    internal int CellOf(int slot) => cells is null ? first + slot : cells[slot];

    internal CellMap With(int count, int cell)
    {
        var map = new int[count + 1];
        for (var slot = 0; slot < count; slot++)
            map[slot] = CellOf(slot);
        map[count] = cell;
        return new CellMap(0, map);
    }
}
