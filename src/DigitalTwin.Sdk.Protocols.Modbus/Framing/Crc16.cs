namespace DigitalTwin.Sdk.Protocols.Modbus.Framing;

/// <summary>The check sum of RTU frames: CRC-16 with the reflected polynomial 0xA001, beginning at 0xFFFF (Modbus over Serial Line V1.02, clause 2.5.1.2 and annex B).</summary>
internal static class Crc16
{
    private static readonly ushort[] Table = MakeTable();

    /// <summary>The check sum; its low byte is sent first.</summary>
    internal static ushort Of(ReadOnlySpan<byte> bytes)
    {
        var crc = (ushort)0xFFFF;
        foreach (var b in bytes)
            crc = (ushort)((crc >> 8) ^ Table[(byte)(crc ^ b)]);
        return crc;
    }

    private static ushort[] MakeTable()
    {
        var table = new ushort[256];
        for (var i = 0; i < table.Length; i++)
        {
            var value = (ushort)i;
            for (var bit = 0; bit < 8; bit++)
                value = (ushort)((value & 1) != 0 ? (value >> 1) ^ 0xA001 : value >> 1);
            table[i] = value;
        }

        return table;
    }
}
