using System.Security.Cryptography;
using System.Text;

namespace DigitalTwin.Sdk.Pipeline;

/// <summary>Windows at work on one signal: push samples in, one by one or in blocks, and results follow at once, on the caller's thread.</summary>
/// <remarks>
/// Results do not depend on how the samples are cut into blocks, bit for bit. Not thread-safe: one caller at a time. Nothing is allocated
/// per sample. What the receiver throws goes back to the caller and costs one result.
/// </remarks>
public sealed class WindowProcessor
{
    private const int StateFormat = 2;
    private readonly SignalWindows _windows;
    private readonly WindowCore _core;

    internal WindowProcessor(SignalWindows windows, Action<WindowResult> onResult, StageStatistics statistics)
    {
        _windows = windows;
        Statistics = statistics;
        _core = new WindowCore(windows, onResult, statistics);
    }

    /// <summary>What was done.</summary>
    public StageStatistics Statistics { get; }

    /// <summary>Pushes one sample.</summary>
    /// <param name="sample">The sample.</param>
    public void Push(in Sample<double> sample) => _core.Process(sample);

    /// <summary>Pushes a run of samples.</summary>
    /// <param name="block">The samples, in the order in which they came.</param>
    public void Push(SampleBlock block)
    {
        for (var i = 0; i < block.Length; i++)
            _core.Process(block[i]);
    }

    /// <summary>Says that it is at least this late, so that windows end although the signal is silent; the silence itself is not covered.</summary>
    /// <param name="time">Event time; an earlier one than the newest sample's changes nothing.</param>
    public void AdvanceTo(DateTimeOffset time) => _core.AdvanceTo(time.UtcTicks);

    /// <summary>Gives out all open windows, when no more samples will come.</summary>
    public void Complete() => _core.Complete();

    /// <summary>The state, so that a processor of the same windows can go on from here.</summary>
    /// <returns>Bytes for <see cref="Restore"/>, of this machine's byte order.</returns>
    public byte[] Save()
    {
        var writer = new StateWriter();
        writer.Write(StateFormat);
        writer.WriteRun(Hash().AsSpan());
        _core.Save(writer);
        return writer.ToArray();
    }

    /// <summary>Takes over a state.</summary>
    /// <param name="state">What <see cref="Save"/> gave.</param>
    /// <exception cref="FormatException">It is damaged, or of other windows. Nothing can be pushed then: restore a sound state, or start anew.</exception>
    public void Restore(byte[] state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var reader = new StateReader(state);
        if (reader.Read<int>() != StateFormat)
            throw new FormatException("The saved state of the windows has another format.");
        var hash = new byte[SHA256.HashSizeInBytes];
        reader.ReadRun(hash.AsSpan());
        if (!hash.AsSpan().SequenceEqual(Hash()))
            throw new FormatException("The saved state belongs to other windows.");
        _core.Restore(reader);
        if (!reader.IsAtEnd)
            throw StateReader.Broken();
    }

    /// <summary>A processor that goes on from the same state on its own, for instance to ask what if.</summary>
    /// <param name="onResult">Takes its results.</param>
    public WindowProcessor Fork(Action<WindowResult> onResult)
    {
        var fork = _windows.Start(onResult);
        fork.Restore(Save());
        return fork;
    }

    private byte[] Hash() => SHA256.HashData(Encoding.UTF8.GetBytes(_windows.ToJson()));
}
