using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using DigitalTwin.Sdk.Protocols.Modbus;

namespace DigitalTwin.Sdk.Connectors.Modbus;

/// <summary>What a scan found. Immutable.</summary>
/// <param name="Device">The device.</param>
/// <param name="Identification">What it says of itself; null if it does not.</param>
/// <param name="Ranges">Addresses that it has, by table and number.</param>
/// <param name="Requests">How many requests that took.</param>
public sealed record ModbusScan(byte Device, ModbusDeviceIdentification? Identification, IReadOnlyList<ModbusRange> Ranges, long Requests)
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// A tag file with a tag for each address that was found, to be edited: what a register means, no scan can tell. Each is read only; types are bit and
    /// whole number of 16 bits. Names are those of table and address, such as <c>holding_12</c>. What stood there during the scan is in a comment.
    /// </summary>
    /// <param name="twin">Identifier of the twin.</param>
    public string ToTagJson(string twin)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(twin);
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Options))
        {
            json.WriteStartObject();
            json.WriteNumber("device", Device);
            json.WriteStartArray("tags");
            foreach (var range in Ranges)
            {
                for (var i = 0; i < range.Values.Count; i++)
                    Write(json, twin, range.Table, range.First + i, range.Values[i]);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    private static void Write(Utf8JsonWriter json, string twin, ModbusTable table, int address, ushort value)
    {
        var name = table switch
        {
            ModbusTable.Coils => "coil",
            ModbusTable.DiscreteInputs => "discrete",
            ModbusTable.InputRegisters => "input",
            _ => "holding",
        };
        json.WriteStartObject();
        json.WriteString("twin", twin);
        json.WriteString("property", $"{name}_{address}");
        json.WriteString("table", name);
        json.WriteNumber("address", address);
        json.WriteString("type", table is ModbusTable.Coils or ModbusTable.DiscreteInputs ? "bool" : "uint16");
        json.WriteCommentValue($" was {value} ");
        json.WriteEndObject();
    }
}
