namespace DigitalTwin.Sdk.Physics;

/// <summary>Something of which an independent copy can be made, for a what-if run beside the live one.</summary>
/// <typeparam name="T">Type of the copy.</typeparam>
public interface IForkable<out T>
{
    /// <summary>An independent copy as of now: nothing done to one is seen by the other.</summary>
    T Fork();
}
