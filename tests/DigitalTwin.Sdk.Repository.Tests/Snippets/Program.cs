// snippet: first-program
using DigitalTwin.Sdk;
using DigitalTwin.Sdk.Connectors;
using DigitalTwin.Sdk.Pipeline;

var graph = new TwinGraph();
var pump = graph.Add("pump-101");
var flow = pump.AddProperty("flow", Units.CubicMetrePerHour);

var readings = 0;
var builder = new TwinRuntimeBuilder(graph);
builder.AddConnector(Connector.FromDelegates("flow meter", meter => meter
    .Read(flow, every: TimeSpan.FromSeconds(1), _ => ValueTask.FromResult(++readings % 5 == 0 ? -9999.0 : 250.0 + readings))));
builder.Clean(flow, raw => raw.RejectOutside(0, 400));

await using var runtime = await builder.StartAsync();
using var log = runtime.Observe(flow).Subscribe(s =>
    Console.WriteLine($"{s.Time:HH:mm:ss}  {s.Value:F1} {flow.Unit}  {s.Quality}  {runtime.Health(pump).State}"));
Console.WriteLine("Enter stops.");
Console.ReadLine();
// end-snippet
