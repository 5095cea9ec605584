namespace DigitalTwin.Sdk.Benchmarks;

/// <summary>What one stream of messages told about a subscriber.</summary>
/// <param name="Rate">Messages a second, from the first that arrived to the last.</param>
/// <param name="Cpu">Microseconds of processor time a message, of the subscriber's whole process.</param>
/// <param name="Median">Microseconds from sending to arriving, half of the messages.</param>
/// <param name="P99">Microseconds from sending to arriving, 99 % of the messages.</param>
internal readonly record struct MqttTrial(double Rate, double Cpu, double Median, double P99);
