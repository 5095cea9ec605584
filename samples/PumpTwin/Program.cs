using DigitalTwin.Sdk.Samples.PumpTwin;

return await App.RunAsync(args);
