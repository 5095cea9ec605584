using DigitalTwin.Sdk.Connectors.Modbus.Tests.Chaos;

// The test runner loads this assembly as a library; run as a program, it is the twin that a test kills.
return args is [ChaosTwinProgram.Word, var device, var journal] ? await ChaosTwinProgram.RunAsync(device, journal) : 2;
