using BenchmarkDotNet.Running;
using DigitalTwin.Sdk.Benchmarks;

switch (args)
{
    case ["side-by-side", var suite]:
        return await SideBySideRun.RunAsync(suite);
    case ["side-by-side", ..]:
        await Console.Error.WriteLineAsync($"usage: -- side-by-side {string.Join('|', Suites.Names)}");
        return 2;
    case [MqttPublisher.Command, var port]:
        return MqttPublisher.Serve(int.Parse(port));
    case [BusyCores.Command]:
        return BusyCores.Loop();
    case [SoakRun.Command]:
        return SoakRun.Run(hours: 24);
    case [SoakRun.Command, var hours]:
        return SoakRun.Run(int.Parse(hours, System.Globalization.CultureInfo.InvariantCulture));
    case ["short", .. var rest]:
        BenchmarkSwitcher.FromAssembly(typeof(HotPathConfig).Assembly).Run(rest, HotPathConfig.Short());
        return 0;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(HotPathConfig).Assembly).Run(args, HotPathConfig.Full());
        return 0;
}
