namespace DigitalTwin.Sdk;

/// <summary>What a <see cref="CowColumn{T}"/> held when it was shared; never changes.</summary>
internal readonly struct CowView<T>(T[][] blocks)
{
    internal ref readonly T this[int index] => ref CowColumn<T>.At(blocks[index >> CowColumn<T>.BlockBits], index);
}
