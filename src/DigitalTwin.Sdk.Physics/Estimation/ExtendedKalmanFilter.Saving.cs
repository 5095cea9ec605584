namespace DigitalTwin.Sdk.Physics;

/// <content>Storing, putting back and forking.</content>
public sealed partial class ExtendedKalmanFilter
{
    private const int PayloadVersion = 1;

    private int PayloadCount => 7 + _n + (_n * _n) + _inputs.Length + OutputCount + (OutputCount * _nis[0].SavedCount);

    /// <inheritdoc/>
    public ModelState Save()
    {
        var writer = new StateWriter(PayloadCount);
        writer.Write(IsInitialized);
        writer.Write(_time);
        writer.Write(LogLikelihood);
        writer.Write(Accepted);
        writer.Write(Rejected);
        writer.Write(Resets);
        writer.Write(Repairs);
        writer.Write(_mean);
        writer.Write(_covariance);
        writer.Write(_inputs);
        writer.Write(_rejectedInRow);
        foreach (var window in _nis)
            window.Write(ref writer);
        return new ModelState(PayloadVersion, _hash, _time, writer.Written);
    }

    /// <inheritdoc/>
    public void Restore(ModelState state)
    {
        var reader = new StateReader(state, PayloadVersion, _hash, PayloadCount);
        IsInitialized = reader.ReadBoolean();
        _time = reader.ReadDouble();
        LogLikelihood = reader.ReadDouble();
        Accepted = reader.ReadInt64();
        Rejected = reader.ReadInt64();
        Resets = reader.ReadInt64();
        Repairs = reader.ReadInt64();
        reader.Read(_mean);
        reader.Read(_covariance);
        reader.Read(_inputs);
        reader.Read(_rejectedInRow);
        foreach (var window in _nis)
            window.Read(ref reader);
    }

    /// <inheritdoc/>
    public ExtendedKalmanFilter Fork()
    {
        var fork = new ExtendedKalmanFilter(_model, _options)
        {
            IsInitialized = IsInitialized,
            LogLikelihood = LogLikelihood,
            Accepted = Accepted,
            Rejected = Rejected,
            Resets = Resets,
            Repairs = Repairs,
        };
        fork._time = _time;
        fork._mostNis = _mostNis;
        _mean.CopyTo(fork._mean, 0);
        _covariance.CopyTo(fork._covariance, 0);
        _inputs.CopyTo(fork._inputs, 0);
        _rejectedInRow.CopyTo(fork._rejectedInRow, 0);
        for (var i = 0; i < _nis.Length; i++)
            fork._nis[i].CopyFrom(_nis[i]);
        return fork;
    }

    private ulong ComputeHash()
    {
        var hash = new Fingerprint(nameof(ExtendedKalmanFilter));
        hash.Add(_model.ModelHash);
        hash.Add(_options.GateProbability);
        hash.Add((ulong)_options.RejectionsBeforeReset);
        hash.Add(_options.UncertainVarianceFactor);
        hash.Add((ulong)_options.NisWindow);
        hash.Add(_options.ConsistencyProbability);
        return hash.Value;
    }
}
