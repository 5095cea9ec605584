namespace DigitalTwin.Sdk.Physics;

/// <summary>The last sample of one variable, and whether it is still held.</summary>
internal readonly record struct Channel(double Value, long LastTicks, Quality Quality, bool IsPending)
{
    public const int SavedCount = 4;

    public static Channel Empty => new(0, long.MinValue, Quality.NoData, IsPending: false);

    public static Channel Read(ref StateReader reader) =>
        new(reader.ReadDouble(), reader.ReadInt64(), (Quality)(uint)reader.ReadInt64(), reader.ReadBoolean());

    public void Write(ref StateWriter writer)
    {
        writer.Write(Value);
        writer.Write(LastTicks);
        writer.Write((long)(uint)Quality);
        writer.Write(IsPending);
    }
}
