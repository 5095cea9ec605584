namespace DigitalTwin.Sdk.Pipeline;

/// <summary>What an operator does to a usable sample by itself and by what came before it; one sample in, at most one out, at once.</summary>
internal interface IPointOperator
{
    /// <summary>Whether it is shown samples of every quality, and not usable ones only; then it is for it to see that a link is lost.</summary>
    static virtual bool SeesAll => false;

    /// <summary>Changes the sample, or leaves it.</summary>
    PointResult Apply(ref Sample<double> sample);

    /// <summary>Forgets what came before, because a lost link lies between. Called when the first usable sample from after the loss is there.</summary>
    void Forget();

    /// <summary>Writes all that the future depends on; parameters are not part of it.</summary>
    void Save(StateWriter writer);

    /// <summary>Takes over what an operator with the same parameters wrote.</summary>
    void Restore(StateReader reader);
}
