using System.Text;
using DigitalTwin.Sdk.Protocols.Modbus.Framing;
using DigitalTwin.Sdk.Protocols.Modbus.Server;

namespace DigitalTwin.Sdk.Protocols.Modbus.Tests;

/// <summary>The examples of Modbus Application Protocol V1.1b3, clause 6, byte by byte: what the client sends, takes, and what the server answers.</summary>
public sealed class GoldenFrameTests : IAsyncDisposable
{
    private readonly ScriptedDevice _device = new();
    private readonly ModbusClient _client;

    public GoldenFrameTests() => _client = ModbusClient.OverTcp("127.0.0.1", _device.Port, new ModbusClientOptions { Timeout = ScriptedDevice.Limit });

    [Fact]
    public async Task Read_coils_clause_6_1()
    {
        var coils = new bool[19];
        Assert.True((await TalkAsync(() => _client.ReadCoilsAsync(17, 0x13, coils), "01 00 13 00 13", "01 03 CD 6B 05")).IsSuccess);

        // Coils 27 to 20 are CD, 35 to 28 are 6B, 38 to 36 are 05.
        Assert.Equal("1011001111010110101", string.Concat(coils.Select(c => c ? 1 : 0)));
    }

    [Fact]
    public async Task Read_discrete_inputs_clause_6_2()
    {
        var inputs = new bool[22];
        Assert.True((await TalkAsync(() => _client.ReadDiscreteInputsAsync(17, 0xC4, inputs), "02 00 C4 00 16", "02 03 AC DB 35")).IsSuccess);
        Assert.Equal("0011010111011011101011", string.Concat(inputs.Select(c => c ? 1 : 0)));
    }

    [Fact]
    public async Task Read_holding_registers_clause_6_3()
    {
        var registers = new ushort[3];
        Assert.True((await TalkAsync(() => _client.ReadHoldingRegistersAsync(17, 0x6B, registers), "03 00 6B 00 03", "03 06 02 2B 00 00 00 64")).IsSuccess);
        Assert.Equal<ushort>([555, 0, 100], registers);
    }

    [Fact]
    public async Task Read_input_registers_clause_6_4()
    {
        var registers = new ushort[1];
        Assert.True((await TalkAsync(() => _client.ReadInputRegistersAsync(17, 8, registers), "04 00 08 00 01", "04 02 00 0A")).IsSuccess);
        Assert.Equal<ushort>([10], registers);
    }

    [Fact]
    public async Task Write_single_coil_clause_6_5() =>
        Assert.True((await TalkAsync(() => _client.WriteSingleCoilAsync(17, 0xAC, true), "05 00 AC FF 00", "05 00 AC FF 00")).IsSuccess);

    [Fact]
    public async Task Write_single_register_clause_6_6() =>
        Assert.True((await TalkAsync(() => _client.WriteSingleRegisterAsync(17, 1, 3), "06 00 01 00 03", "06 00 01 00 03")).IsSuccess);

    [Fact]
    public async Task Write_multiple_coils_clause_6_11()
    {
        bool[] values = [.. "1011001110".Select(c => c == '1')];
        Assert.True((await TalkAsync(() => _client.WriteMultipleCoilsAsync(17, 0x13, values), "0F 00 13 00 0A 02 CD 01", "0F 00 13 00 0A")).IsSuccess);
    }

    [Fact]
    public async Task Write_multiple_registers_clause_6_12() =>
        Assert.True((await TalkAsync(() => _client.WriteMultipleRegistersAsync(17, 1, new ushort[] { 0x000A, 0x0102 }), "10 00 01 00 02 04 00 0A 01 02", "10 00 01 00 02")).IsSuccess);

    [Fact]
    public async Task Read_file_record_clause_6_14()
    {
        var result = await TalkAsync(() => _client.ReadFileRecordAsync(17, 4, 1, 2), "14 07 06 00 04 00 01 00 02", "14 06 05 06 0D FE 00 20");
        Assert.Equal<ushort>([0x0DFE, 0x0020], result.Value!);
    }

    [Fact]
    public async Task Write_file_record_clause_6_15() =>
        Assert.True((await TalkAsync(
            () => _client.WriteFileRecordAsync(17, 4, 7, new ushort[] { 0x06AF, 0x04BE, 0x100D }),
            "15 0D 06 00 04 00 07 00 03 06 AF 04 BE 10 0D",
            "15 0D 06 00 04 00 07 00 03 06 AF 04 BE 10 0D")).IsSuccess);

    [Fact]
    public async Task Mask_write_register_clause_6_16() =>
        Assert.True((await TalkAsync(() => _client.MaskWriteRegisterAsync(17, 4, 0xF2, 0x25), "16 00 04 00 F2 00 25", "16 00 04 00 F2 00 25")).IsSuccess);

    [Fact]
    public async Task Read_write_multiple_registers_clause_6_17()
    {
        var registers = new ushort[6];
        var result = await TalkAsync(
            () => _client.ReadWriteMultipleRegistersAsync(17, 3, registers, 14, new ushort[] { 0xFF, 0xFF, 0xFF }),
            "17 00 03 00 06 00 0E 00 03 06 00 FF 00 FF 00 FF",
            "17 0C 00 FE 0A CD 00 01 00 03 00 0D 00 FF");
        Assert.True(result.IsSuccess);
        Assert.Equal<ushort>([0x00FE, 0x0ACD, 0x0001, 0x0003, 0x000D, 0x00FF], registers);
    }

    [Fact]
    public async Task Read_fifo_queue_clause_6_18()
    {
        var result = await TalkAsync(() => _client.ReadFifoQueueAsync(17, 0x04DE), "18 04 DE", "18 00 06 00 02 01 B8 12 84");
        Assert.Equal<ushort>([0x01B8, 0x1284], result.Value!);
    }

    [Fact]
    public async Task Read_device_identification_clause_6_21()
    {
        var text = Convert.ToHexString([.. "\0\u0016"u8, .. "Company identification"u8, 1, 13, .. "Product code "u8, 2, 5, .. "V2.11"u8]);
        var result = await TalkAsync(() => _client.ReadDeviceIdentificationAsync(17), "2B 0E 01 00", "2B 0E 01 01 00 00 03" + text);
        Assert.Equal("Company identification", result.Value!.VendorName);
        Assert.Equal("Product code ", result.Value.ProductCode);
        Assert.Equal("V2.11", result.Value.Revision);
    }

    [Theory]
    [InlineData("01 00 13 00 13", "01 03 CD 6B 05")]
    [InlineData("02 00 C4 00 16", "02 03 AC DB 35")]
    [InlineData("03 00 6B 00 03", "03 06 02 2B 00 00 00 64")]
    [InlineData("04 00 08 00 01", "04 02 00 0A")]
    [InlineData("05 00 AC FF 00", "05 00 AC FF 00")]
    [InlineData("06 00 01 00 03", "06 00 01 00 03")]
    [InlineData("0F 00 13 00 0A 02 CD 01", "0F 00 13 00 0A")]
    [InlineData("10 00 01 00 02 04 00 0A 01 02", "10 00 01 00 02")]
    [InlineData("16 00 04 00 F2 00 25", "16 00 04 00 F2 00 25")]
    [InlineData("17 00 03 00 06 00 0E 00 03 06 00 FF 00 FF 00 FF", "17 0C 00 FE 0A CD 00 01 00 03 00 0D 00 FF")]
    [InlineData("08 00 00 A5 37", "88 01")]
    [InlineData("03 FF FF 00 02", "83 02")]
    [InlineData("03 00 00 00 7E", "83 03")]
    [InlineData("03 00 00 00 00", "83 03")]
    [InlineData("05 00 AC 12 34", "85 03")]
    [InlineData("10 00 01 00 02 03 00 0A 01", "90 03")]
    public void The_server_answers_as_the_standard_shows(string request, string answer)
    {
        var memory = new ModbusMemory();
        Span<bool> bits = stackalloc bool[24];
        Bits.Unpack([0xCD, 0x6B, 0x05], bits);
        memory.Set(ModbusTable.Coils, 0x13, bits[..19]);
        Bits.Unpack([0xAC, 0xDB, 0x35], bits);
        memory.Set(ModbusTable.DiscreteInputs, 0xC4, bits[..22]);
        memory.Set(ModbusTable.HoldingRegisters, 0x6B, (ushort)555, (ushort)0, (ushort)100);
        memory.Set(ModbusTable.HoldingRegisters, 3, (ushort)0xFE, (ushort)0x0ACD, (ushort)1, (ushort)3, (ushort)0x0D, (ushort)0xFF);
        memory.Set(ModbusTable.InputRegisters, 8, (ushort)10);
        var buffer = new byte[ModbusLimits.PduBytes];

        var length = RequestProcessor.Answer(Hex(request), buffer, memory, null);

        Assert.Equal(answer, Convert.ToHexString(buffer.AsSpan(0, length)).Chunk(2).Select(c => new string(c)).Aggregate((a, b) => $"{a} {b}"));
    }

    [Fact]
    public void A_mask_write_changes_the_bits_the_standard_says_clause_6_16()
    {
        var memory = new ModbusMemory();
        memory.Set(ModbusTable.HoldingRegisters, 4, (ushort)0x12);
        RequestProcessor.Answer(Hex("16 00 04 00 F2 00 25"), new byte[ModbusLimits.PduBytes], memory, null);
        var register = new ushort[1];
        memory.Read(ModbusTable.HoldingRegisters, 4, register);
        Assert.Equal(0x17, register[0]);
    }

    [Theory]
    [InlineData("02 07", 0x1241)]
    [InlineData("11 03 00 6B 00 03", 0x8776)]
    [InlineData("01 03 00 00 00 0A", 0xCDC5)]
    public void Check_sums_are_those_of_the_standard_and_of_devices(string bytes, int crc) => Assert.Equal(crc, Crc16.Of(Hex(bytes)));

    [Fact]
    public void The_check_sum_of_a_frame_with_its_check_sum_is_zero()
    {
        var frame = new byte[8];
        RtuFrame.Write(0x11, Hex("03 00 6B 00 03"), frame);
        Assert.Equal(0, Crc16.Of(frame));
        Assert.Equal("1103006B00037687", Convert.ToHexString(frame));
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _device.DisposeAsync();
    }

    internal static byte[] Hex(string text) => Convert.FromHexString(text.Replace(" ", "", StringComparison.Ordinal));

    private async Task<T> TalkAsync<T>(Func<ValueTask<T>> ask, string request, string answer)
    {
        var asking = ask().AsTask();
        var (header, pdu) = await _device.RequestAsync();
        Assert.Equal(Hex(request), pdu);
        Assert.Equal([0, 0, 0, (byte)(pdu.Length + 1), 17], header[2..]);
        await _device.AnswerAsync(header, Hex(answer));
        return await asking.WaitAsync(ScriptedDevice.Limit);
    }
}
