using System.Text;
using DigitalTwin.Sdk.Protocols.Modbus;

namespace DigitalTwin.Sdk.Connectors.Modbus.Tests;

/// <summary>What is wrong is found before the start, all of it, and names its place.</summary>
public sealed class CompositionTests
{
    [Theory]
    [InlineData("tcp://plc", "modbus://host[:port]")]
    [InlineData("plc:502", "modbus://host[:port]")]
    [InlineData("modbus+rtu://gateway", "no usual one")]
    [InlineData("modbus://plc/1", "ends with the port")]
    [InlineData("modbus+serial:", "names no port")]
    [InlineData("mbaps://plc", ".Tls(certificate, key)")]
    public async Task An_address_that_is_none_says_what_is_wanted(string link, string expected)
    {
        await using var rig = new Rig();
        Assert.Contains(rig.Make(modbus => modbus.Read(rig.Flow, ModbusAddress.HoldingRegister(0)), link).Problems, p => p.Contains(expected, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("modbus://plc", "modbus plc:502")]
    [InlineData("modbus://[::1]:1502", "modbus ::1:1502")]
    [InlineData("modbus+rtu://gateway:4001", "modbus gateway:4001")]
    [InlineData("modbus+serial:///dev/ttyUSB0", "modbus /dev/ttyUSB0")]
    [InlineData("modbus+serial:COM3", "modbus COM3")]
    public async Task Addresses_are_understood(string link, string name)
    {
        await using var rig = new Rig();
        var connector = rig.Make(modbus => modbus.Read(rig.Flow, ModbusAddress.HoldingRegister(0)), link);
        Assert.Empty(connector.Problems);
        Assert.Equal(name, connector.Name);
    }

    [Fact]
    public async Task Plain_Modbus_has_to_be_allowed_in_so_many_words()
    {
        await using var rig = new Rig();
        var builder = new TwinRuntimeBuilder(rig.Graph).AddModbus("modbus://127.0.0.1", modbus => modbus.Read(rig.Flow, ModbusAddress.HoldingRegister(0)));
        var refusal = await Assert.ThrowsAsync<TwinConfigurationException>(() => builder.StartAsync());
        Assert.Contains(".AllowInsecure()", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_that_is_wrong_with_tags_is_told_at_once()
    {
        await using var rig = new Rig();
        var (text, flag, at) = (rig.Add<string>("text"), rig.Flag, rig.Add<DateTimeOffset>("at"));
        var problems = rig.Make(modbus => modbus.Merge(maxRegisters: 10)
            .Read(rig.Flow, ModbusAddress.HoldingRegister(0), tag => tag.Unit(Units.Metre))
            .Read(rig.Flow, ModbusAddress.HoldingRegister(1))
            .Read(rig.Head, ModbusAddress.HoldingRegister(65_535), tag => tag.Float32())
            .Read(text, ModbusAddress.HoldingRegister(0))
            .Read(flag, ModbusAddress.Coil(0), tag => tag.Float32())
            .Read(at, ModbusAddress.HoldingRegister(0))
            .Write(rig.Speed, ModbusAddress.InputRegister(7), tag => tag.Text(20))).Problems;
        string[] expected =
        [
            "the property is in m³/h",
            "'pump-101/flow' is read twice",
            "go past the last address",
            "values of type String, but its registers hold UInt16",
            "has single bits",
            "registers hold numbers, booleans and text",
            "InputRegisters can only be read",
        ];
        Assert.All(expected, e => Assert.Contains(problems, p => p.Contains(e, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Two_set_points_cannot_share_a_place()
    {
        await using var rig = new Rig();
        var other = rig.Twin.AddSetpoint("other", Units.RevolutionPerMinute);
        var problems = rig.Make(modbus => modbus.Write(rig.Speed, ModbusAddress.HoldingRegister(4), tag => tag.Float32()).Write(other, ModbusAddress.HoldingRegister(5))).Problems;
        Assert.Contains("written to the same place", Assert.Single(problems), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_set_point_that_is_read_elsewhere_is_not_read_back_from_its_own_register()
    {
        await using var rig = new Rig();
        var connector = rig.Make(modbus => modbus.Write(rig.Speed, ModbusAddress.HoldingRegister(4)).Read(rig.Speed, ModbusAddress.InputRegister(9)));
        Assert.Empty(connector.Problems);
        Assert.Equal(["InputRegisters 9"], connector.Requests.Select(r => $"{r.Table} {r.First}"));
    }

    [Fact]
    public async Task A_tag_file_gives_the_same_tags_as_code()
    {
        await using var rig = new Rig();
        var byFile = Load(rig, """
            {
              "device": 3, "every": "00:00:00.5",
              "tags": [
                { "twin": "pump-101", "property": "flow", "table": "input", "address": 0, "type": "float32", "order": "CDAB", "unit": "l/s", "deadband": 0.5 },
                { "twin": "pump-101", "property": "head", "table": "input", "address": 2, "type": "int16", "scale": 0.1, "offset": 20, "every": "00:00:02", "device": 4 },
                // written and read
                { "twin": "pump-101", "property": "speed", "table": "holding", "address": 5, "access": "readWrite" },
              ]
            }
            """, out var problems);
        Assert.Empty(problems);
        Assert.Empty(byFile.Problems);
        Assert.Equal(
            ["00:00:00.5000000 3 InputRegisters 0+2", "00:00:00.5000000 3 HoldingRegisters 5+1", "00:00:02 4 InputRegisters 2+1"],
            byFile.Requests.Select(r => $"{r.Period} {r.Device} {r.Table} {r.First}+{r.Count}").OrderBy(r => r.Contains("Holding", StringComparison.Ordinal)).ThenBy(r => r).OrderBy(r => r[..10]));
        Assert.Equal([ConnectorAccess.Read, ConnectorAccess.Read, ConnectorAccess.Read, ConnectorAccess.Write], byFile.Bindings.Select(b => b.Access));
    }

    [Theory]
    [InlineData("[]", "it is no JSON object")]
    [InlineData("{ \"tags\": [ }", "line 1: it is no JSON")]
    [InlineData("{ }", "\"tags\" is missing")]
    [InlineData("{ \"tags\": [], \"tag\": 1 }", "\"tag\" is not known; did you mean 'tags'?")]
    [InlineData("{ \"tags\": [ { \"twin\": \"pump-101\", \"property\": \"flow\", \"table\": \"holding\", \"address\": 70000 } ] }", "tags[0] (pump-101/flow): \"address\" must be a whole number from 0 to 65535, not 70000")]
    [InlineData("{ \"tags\": [ { \"twin\": \"pump-101\", \"property\": \"flow\", \"table\": \"register\", \"address\": 1 } ] }", "\"table\" must be coil, discrete, input or holding, not \"register\"")]
    [InlineData("{ \"tags\": [ { \"twin\": \"pump-101\", \"property\": \"flow\", \"table\": \"holding\", \"address\": 1, \"type\": \"float\" } ] }", "\"type\" must be bool, int16")]
    [InlineData("{ \"tags\": [ { \"twin\": \"pump-101\", \"property\": \"flow\", \"table\": \"holding\", \"address\": 1, \"scale\": 0 } ] }", "\"scale\" is out of range")]
    [InlineData("{ \"tags\": [ { \"twin\": \"pump-101\", \"property\": \"flow\", \"table\": \"holding\", \"address\": 1, \"every\": \"5\" } ] }", "\"every\" must be a time span")]
    [InlineData("{ \"tags\": [ { \"twin\": \"pump-101\", \"property\": \"flow\", \"table\": \"holding\", \"address\": 1, \"address\": 2 } ] }", "\"address\" stands there twice")]
    [InlineData("{ \"tags\": [ { \"twin\": \"pump-101\", \"property\": \"flow\", \"table\": \"holding\", \"address\": 1, \"unit\": \"furlong\" } ] }", "\"unit\" must be a unit")]
    [InlineData("{ \"tags\": [ { \"twin\": \"pump-101\", \"property\": \"flows\", \"table\": \"holding\", \"address\": 1 } ] }", "no property 'flows'; did you mean 'flow'?")]
    [InlineData("{ \"tags\": [ { \"twin\": \"pump-1\", \"property\": \"flow\", \"table\": \"holding\", \"address\": 1 } ] }", "there is no twin 'pump-1'; did you mean 'pump-101'?")]
    [InlineData("{ \"tags\": [ { \"twin\": \"pump-101\", \"property\": \"flow\", \"table\": \"holding\", \"address\": 1, \"access\": \"write\" } ] }", "is no set-point")]
    [InlineData("{ \"tags\": [ { \"twin\": \"pump-101\", \"property\": \"flow\", \"table\": \"holding\", \"address\": 1, \"type\": \"text\" } ] }", "\"registers\" is missing")]
    public async Task A_fault_in_a_tag_file_names_its_place(string json, string expected)
    {
        await using var rig = new Rig();
        var connector = Load(rig, json, out var problems);
        List<string> all = [.. problems, .. connector.Problems];
        Assert.Contains(all, p => p.StartsWith("Tag file 'tags.json'", StringComparison.Ordinal) && p.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_tag_file_that_is_not_there_is_a_problem_too()
    {
        await using var rig = new Rig();
        Assert.Contains("'no-such-file.json' cannot be read", Assert.Single(rig.Make(modbus => modbus.Tags("no-such-file.json")).Problems), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trial_says_for_each_tag_what_is_there_and_touches_no_twin()
    {
        await using var rig = new Rig();
        rig.Memory.Set(ModbusTable.HoldingRegisters, 0, 250);
        var beyond = rig.Add<int>("beyond");
        var connector = rig.Make(modbus => modbus
            .Read(rig.Flow, ModbusAddress.HoldingRegister(0)).Read(beyond, ModbusAddress.HoldingRegister(5_000)).Write(rig.Speed, ModbusAddress.HoldingRegister(1), tag => tag.WithoutReadBack()));
        var report = await connector.TestAsync();
        Assert.True(report.IsReachable);
        Assert.False(report.IsSound);
        Assert.Contains("250", report.Mappings[0].Sample, StringComparison.Ordinal);
        Assert.Contains("exception 2", report.Mappings[1].Reason, StringComparison.Ordinal);
        Assert.Contains("not tried", report.Mappings[2].Reason, StringComparison.Ordinal);
        Assert.Empty(rig.Host.Samples);

        await rig.Server.DisposeAsync();
        Assert.False((await connector.TestAsync()).IsReachable);
    }

    private static ModbusConnector Load(Rig rig, string json, out List<string> problems)
    {
        List<TagEntry> entries = [];
        List<string> found = [];
        TagFile.Parse("tags.json", Encoding.UTF8.GetBytes(json), entries, found);
        problems = found;
        return rig.Make(modbus => modbus.Entries.AddRange(entries));
    }
}
