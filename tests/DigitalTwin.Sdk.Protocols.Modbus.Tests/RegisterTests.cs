using FsCheck.Xunit;

namespace DigitalTwin.Sdk.Protocols.Modbus.Tests;

public sealed class RegisterTests
{
    [Theory]
    [InlineData(RegisterOrder.Abcd, 0x1234, 0x5678)]
    [InlineData(RegisterOrder.Cdab, 0x5678, 0x1234)]
    [InlineData(RegisterOrder.Badc, 0x3412, 0x7856)]
    [InlineData(RegisterOrder.Dcba, 0x7856, 0x3412)]
    public void The_four_orders_of_32_bits(RegisterOrder order, int first, int second)
    {
        ushort[] registers = [(ushort)first, (ushort)second];
        Assert.Equal(0x12345678, RegisterReader.ToInt32(registers, order));
        var written = new ushort[2];
        RegisterWriter.Write(written, 0x12345678, order);
        Assert.Equal(registers, written);
    }

    [Theory]
    [InlineData(RegisterOrder.Abcd, 0x0123, 0x4567, 0x89AB, 0xCDEF)]
    [InlineData(RegisterOrder.Cdab, 0xCDEF, 0x89AB, 0x4567, 0x0123)]
    [InlineData(RegisterOrder.Badc, 0x2301, 0x6745, 0xAB89, 0xEFCD)]
    [InlineData(RegisterOrder.Dcba, 0xEFCD, 0xAB89, 0x6745, 0x2301)]
    public void The_four_orders_of_64_bits(RegisterOrder order, int a, int b, int c, int d) =>
        Assert.Equal(0x0123456789ABCDEF, RegisterReader.ToInt64([(ushort)a, (ushort)b, (ushort)c, (ushort)d], order));

    [Fact]
    public void Known_floating_point_numbers()
    {
        // IEEE 754: 123.456 is 42F6E979; 1/3 is 3FD5555555555555.
        Assert.Equal(123.456f, RegisterReader.ToSingle([0x42F6, 0xE979]));
        Assert.Equal(123.456f, RegisterReader.ToSingle([0xE979, 0x42F6], RegisterOrder.Cdab));
        Assert.Equal(1.0 / 3, RegisterReader.ToDouble([0x3FD5, 0x5555, 0x5555, 0x5555]));
        Assert.Equal(-2, RegisterReader.ToInt16([0xFFFE]));
        Assert.True(RegisterReader.ToBoolean(0x8000, 15));
        Assert.False(RegisterReader.ToBoolean(0x8000, 0));
    }

    [Fact]
    public void Text_ends_with_the_first_zero()
    {
        Assert.Equal("Pump 7", RegisterReader.ToText([0x5075, 0x6D70, 0x2037, 0x0041]));
        Assert.Equal("Pump 7", RegisterReader.ToText([0x7550, 0x706D, 0x3720, 0], RegisterOrder.Badc));
    }

    [Fact]
    public void Binary_coded_decimals()
    {
        Assert.True(RegisterReader.TryToDecimalDigits([0x1234, 0x5678], out var value));
        Assert.Equal(12_345_678, value);
        Assert.True(RegisterReader.TryToDecimalDigits([0x5678, 0x1234], out value, RegisterOrder.Cdab));
        Assert.Equal(12_345_678, value);
        Assert.False(RegisterReader.TryToDecimalDigits([0x12A4], out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => RegisterWriter.WriteDecimalDigits(new ushort[1], 10_000));
    }

    [Property]
    public void What_is_written_is_read(long whole, double number, float small, ushort digits, RegisterOrder order)
    {
        var registers = new ushort[4];
        RegisterWriter.Write(registers, whole, order);
        Assert.Equal(whole, RegisterReader.ToInt64(registers, order));
        RegisterWriter.Write(registers, number, order);
        Assert.Equal(BitConverter.DoubleToInt64Bits(number), BitConverter.DoubleToInt64Bits(RegisterReader.ToDouble(registers, order)));
        RegisterWriter.Write(registers, small, order);
        Assert.Equal(BitConverter.SingleToInt32Bits(small), BitConverter.SingleToInt32Bits(RegisterReader.ToSingle(registers, order)));
        RegisterWriter.Write(registers, digits, order);
        Assert.Equal(digits, RegisterReader.ToUInt16(registers, order));
        RegisterWriter.WriteDecimalDigits(registers, digits, order);
        Assert.True(RegisterReader.TryToDecimalDigits(registers, out var read, order));
        Assert.Equal(digits, read);
        RegisterWriter.Write(registers, "Öl " + digits, order);
        Assert.Equal("Öl " + digits, RegisterReader.ToText(registers, order));
    }
}
