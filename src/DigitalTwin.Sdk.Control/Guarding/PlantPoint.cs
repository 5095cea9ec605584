namespace DigitalTwin.Sdk.Control;

/// <summary>A value that the plant holds or may hold, and since when. In the set-point's unit; lane time, 100 ns UTC.</summary>
internal readonly record struct PlantPoint(double Value, long Ticks);
