namespace DigitalTwin.Sdk.Pipeline;

/// <summary>What an operator does to a usable sample by itself and by what came before it; one sample in, at most one out, at once.</summary>
internal interface IPointOperator
{
    /// <summary>Changes the sample, or leaves it.</summary>
    PointResult Apply(ref Sample<double> sample);

    /// <summary>Forgets what came before, because a lost link lies between.</summary>
    void Forget();

    /// <summary>Writes all that the future depends on; parameters are not part of it.</summary>
    void Save(StateWriter writer);

    /// <summary>Takes over what an operator with the same parameters wrote.</summary>
    void Restore(StateReader reader);
}
