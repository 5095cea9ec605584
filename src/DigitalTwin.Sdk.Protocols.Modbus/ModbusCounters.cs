namespace DigitalTwin.Sdk.Protocols.Modbus;

/// <summary>What a client has done so far.</summary>
/// <param name="Sent">Requests sent.</param>
/// <param name="Answered">Answers that came in time, refusals included.</param>
/// <param name="Refused">Answers that were exceptions of the device.</param>
/// <param name="TimedOut">Requests whose answer did not come in time.</param>
/// <param name="Late">Answers that came after their request had been given up, and were dropped.</param>
/// <param name="Damaged">Answers that were none: a wrong check sum, the wrong unit, function or length.</param>
/// <param name="Connections">How often the link was opened.</param>
public readonly record struct ModbusCounters(long Sent, long Answered, long Refused, long TimedOut, long Late, long Damaged, long Connections);
