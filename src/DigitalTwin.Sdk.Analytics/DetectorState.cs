using System.Text.Json.Serialization;

namespace DigitalTwin.Sdk.Analytics;

/// <summary>All that a detector has learned, as numbers, with the detector's kind and parameters: to save, fork, restore or replay
/// it.</summary>
/// <remarks>Filled by <see cref="IDetector.Save"/>, which may use the same one again and again. Not thread-safe.</remarks>
public sealed class DetectorState
{
    private static readonly IReadOnlyDictionary<string, double> NoParameters = new Dictionary<string, double>();

    private double[] _values;

    /// <summary>Makes an empty state for <see cref="IDetector.Save"/> to fill.</summary>
    public DetectorState()
    {
        Detector = "";
        Parameters = NoParameters;
        _values = [];
    }

    /// <summary>Makes a state that was stored.</summary>
    /// <param name="detector">The kind of detector, for instance <c>cusum</c>.</param>
    /// <param name="parameters">The detector's parameters by name.</param>
    /// <param name="values">The numbers; copied.</param>
    [JsonConstructor]
    public DetectorState(string detector, IReadOnlyDictionary<string, double> parameters, IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(detector);
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(values);
        Detector = detector;
        Parameters = parameters;
        _values = [.. values];
    }

    /// <summary>The kind of detector, for instance <c>cusum</c>; empty until saved to.</summary>
    public string Detector { get; private set; }

    /// <summary>The detector's parameters by name, each in the unit its documentation says.</summary>
    public IReadOnlyDictionary<string, double> Parameters { get; private set; }

    /// <summary>The numbers, in an order that only the detector knows.</summary>
    public IReadOnlyList<double> Values => _values;

    /// <summary>For a detector's <see cref="IDetector.Save"/>: names the detector and gives the room to write its numbers to.</summary>
    /// <param name="detector">The kind of detector.</param>
    /// <param name="parameters">Its parameters; kept by reference, must not change.</param>
    /// <param name="length">How many numbers; allocates only if it differs from the last time.</param>
    /// <returns>Room for that many numbers; to be filled at once, not kept.</returns>
    public Span<double> Write(string detector, IReadOnlyDictionary<string, double> parameters, int length)
    {
        Detector = detector;
        Parameters = parameters;
        if (_values.Length != length)
            _values = new double[length];
        return _values;
    }

    /// <summary>For a detector's <see cref="IDetector.Restore"/>: gives the numbers if they are such a detector's.</summary>
    /// <param name="detector">The kind of detector.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="length">How many numbers it needs.</param>
    /// <returns>The numbers, to be read at once.</returns>
    /// <exception cref="ArgumentException">The state comes from another kind of detector, from other parameters, or is damaged.</exception>
    public ReadOnlySpan<double> Read(string detector, IReadOnlyDictionary<string, double> parameters, int length)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (Detector != detector)
            throw new ArgumentException($"This is the state of a '{Detector}', not of a '{detector}'.");
        foreach (var (name, value) in parameters)
        {
            if (!Parameters.TryGetValue(name, out var saved) || !saved.Equals(value))
                throw new ArgumentException($"This state was saved with another {name}; make a detector with the same parameters.");
        }

        if (_values.Length != length)
            throw new ArgumentException($"The state holds {_values.Length} numbers where {length} are needed.");
        return _values;
    }

    /// <summary>An independent copy.</summary>
    /// <returns>A state that later saves do not change.</returns>
    public DetectorState Copy() => new(Detector, Parameters, _values);
}
