using DigitalTwin.Sdk.Connectors.Mqtt.Tests.Chaos;

// The test runner loads this assembly as a library; run as a program, it is the twin that a test kills.
return args is [ChaosTwinProgram.Word, var broker, var certificates, var journal] ? await ChaosTwinProgram.RunAsync(broker, certificates, journal) : 2;
