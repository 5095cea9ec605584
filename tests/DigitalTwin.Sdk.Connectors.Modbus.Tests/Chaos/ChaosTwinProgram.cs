using System.Globalization;

namespace DigitalTwin.Sdk.Connectors.Modbus.Tests.Chaos;

/// <summary>The process that is killed: a twin that polls as fast as it can, with a journal.</summary>
internal static class ChaosTwinProgram
{
    internal const string Word = "--chaos-twin";

    internal static StoreOptions Options(string folder) =>
        new() { Folder = folder, SegmentBytes = 64 << 10, MaxBytes = 64 << 20, MaxRecordBytes = 1_000, MaxAge = TimeSpan.MaxValue, KeepConfirmed = int.MaxValue };

    /// <summary>Says on the output how far the twin has come, with each sample, good or bad.</summary>
    private sealed class Watcher(ModbusConnector connector) : IObserver<Sample<long>>
    {
        public void OnNext(Sample<long> value)
        {
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"at {value.Value} {connector.Journal.Written} {connector.Journal.Duplicates}"));
            Console.Out.Flush();
        }

        public void OnError(Exception error) => throw new NotSupportedException();

        public void OnCompleted()
        {
        }
    }

    internal static async Task<int> RunAsync(string device, string journal)
    {
        var graph = new TwinGraph();
        var pump = graph.Add("pump-101");
        var (number, inverse) = (pump.AddProperty<long>("number"), pump.AddProperty<long>("inverse"));
        var builder = new TwinRuntimeBuilder(graph);
        builder.AddModbus(
            device,
            modbus => modbus.AllowInsecure().Every(TimeSpan.FromMilliseconds(1)).Timeouts(TimeSpan.FromMilliseconds(500), TimeSpan.FromMilliseconds(100))
                .Read(number, ModbusAddress.HoldingRegister(0), tag => tag.UInt32()).Read(inverse, ModbusAddress.HoldingRegister(2), tag => tag.UInt32())
                .JournalTo(journal, store => (store.SegmentBytes, store.MaxBytes, store.MaxRecordBytes, store.MaxAge) = (64 << 10, 64 << 20, 1_000, TimeSpan.MaxValue))
                .Reconnect(pauses => (pauses.Minimum, pauses.Maximum) = (TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(50))),
            out var connector);
        await using var runtime = await builder.StartAsync();
        using var watch = runtime.Observe(number).Subscribe(new Watcher(connector));
        await Console.In.ReadToEndAsync();
        return 0;
    }
}
