using System.Globalization;
using DigitalTwin.Sdk.Connectors.Tests.Storing;

// The test runner loads this assembly as a library; run as a program, it is the process that a test kills.
return args is [StoreWriterProgram.Word, var folder, var seed] ? StoreWriterProgram.Run(folder, int.Parse(seed, CultureInfo.InvariantCulture)) : 2;
