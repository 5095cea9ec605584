using DigitalTwin.Sdk.Protocols.Modbus.Client;
using DigitalTwin.Sdk.Protocols.Modbus.Framing;
using DigitalTwin.Sdk.Protocols.Modbus.Server;

namespace DigitalTwin.Sdk.Protocols.Modbus.Tests;

/// <summary>Whatever bytes come, nothing throws, nothing hangs, and no more memory is taken than a frame has.</summary>
public sealed class FuzzTests
{
    private const int Seed = 20_260_304;

    // Answers and requests of every function, sound ones; RTU frames and MBAP frames are made of them.
    private static readonly byte[][] Pdus =
    [
        [1, 1, 0x55], [1, 0, 19, 0, 19], [2, 2, 0xAC, 0x35], [3, 4, 0, 1, 0, 2], [3, 0, 0, 0, 125], [4, 2, 0, 10], [5, 0, 0xAC, 0xFF, 0], [6, 0, 1, 0, 3], [15, 0, 19, 0, 10, 2, 0xCD, 1],
        [15, 0, 19, 0, 10], [16, 0, 1, 0, 2, 4, 0, 10, 1, 2], [16, 0, 1, 0, 2], [22, 0, 4, 0, 0xF2, 0, 0x25], [23, 0, 3, 0, 6, 0, 14, 0, 3, 6, 0, 255, 0, 255, 0, 255], [23, 4, 0, 1, 0, 2],
        [20, 7, 6, 0, 4, 0, 1, 0, 2], [20, 6, 5, 6, 0x0D, 0xFE, 0, 0x20], [21, 13, 6, 0, 4, 0, 7, 0, 3, 6, 0xAF, 4, 0xBE, 16, 13], [24, 4, 0xDE], [24, 0, 6, 0, 2, 1, 0xB8, 0x12, 0x84],
        [43, 14, 1, 0], [43, 14, 1, 1, 0, 0, 3, 0, 3, 65, 66, 67, 1, 1, 68, 2, 2, 69, 70], [0x83, 2], [0x90, 6],
    ];

    [Fact]
    public void Streams_of_TCP_frames()
    {
        var mutator = new Mutator(Seed, [.. Pdus.Select(Mbap), [.. Mbap(Pdus[3]), .. Mbap(Pdus[7])]]);
        var reader = new MbapReader();
        Run(() =>
        {
            var bytes = mutator.Next();
            if (reader.Problem is not null)
                reader = new MbapReader();
            for (var rest = bytes; !rest.IsEmpty;)
            {
                var free = reader.Free.Span;
                var count = Math.Min(free.Length, rest.Length);
                Assert.True(count > 0);
                rest[..count].CopyTo(free);
                reader.Add(count);
                rest = rest[count..];
                while (reader.TryNext(out var frame))
                    Assert.InRange(frame.Length, 8, 260);
                if (reader.Problem is not null)
                    return;
            }
        }, bytesPerCase: 4_300);
    }

    [Fact]
    public void RTU_frames()
    {
        var mutator = new Mutator(Seed, [.. Pdus.Select(Rtu)]);
        Run(() =>
        {
            var bytes = mutator.Next();
            Assert.InRange(RtuFrame.AnswerLength(bytes), -1, RtuFrame.MostBytes);
            Assert.InRange(RtuFrame.RequestLength(bytes), -1, RtuFrame.MostBytes);
            RtuFrame.IsIntact(bytes);
        });
    }

    [Fact]
    public void Answers_to_every_request()
    {
        var mutator = new Mutator(Seed, Pdus);
        var random = new Random(Seed);
        var request = new RequestPool().Take();
        var (registers, bits) = (new ushort[125], new bool[2_000]);
        var requests = Pdus.Where(p => p[0] < 0x80).ToArray();
        Run(() =>
        {
            var sent = requests[random.Next(requests.Length)];
            request.Unit = 1;
            sent.CopyTo(request.Pdu);
            request.PduLength = sent.Length;
            (request.Registers, request.Bits, request.Raw) = (registers.AsMemory(0, random.Next(1, 126)), bits.AsMemory(0, random.Next(1, 2_001)), random.Next(2) == 0 ? new RawAnswer() : null);
            var bytes = mutator.Next();
            Answers.Accept(request, (byte)random.Next(3), bytes[..Math.Min(bytes.Length, ModbusLimits.PduBytes)], out _);
        }, bytesPerCase: 1_200);
    }

    [Fact]
    public void Device_identifications()
    {
        var mutator = new Mutator(Seed, [.. Pdus.Where(p => p[0] == 43)]);
        Run(() =>
        {
            var bytes = mutator.Next();
            Identification.Read(bytes[..Math.Min(bytes.Length, ModbusLimits.PduBytes)], new Dictionary<byte, string>(), out _);
        }, bytesPerCase: 16_000);
    }

    [Fact]
    public void Requests_to_a_server()
    {
        var mutator = new Mutator(Seed, Pdus);
        var device = new ModbusMemory(100);
        var identification = new ModbusDeviceIdentification([new(0, "Acme"), new(1, "D-7"), new(2, "1.4")]);
        var answer = new byte[ModbusLimits.PduBytes];
        Run(() =>
        {
            var bytes = mutator.Next();
            if (!bytes.IsEmpty)
                Assert.InRange(RequestProcessor.Answer(bytes[..Math.Min(bytes.Length, ModbusLimits.PduBytes)], answer, device, identification), 2, ModbusLimits.PduBytes);
        }, bytesPerCase: 5_000);
    }

    private static void Run(Action one, int bytesPerCase = 600)
    {
        one();
        for (var left = Mutator.Cases; left > 0; left -= 1_000)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < Math.Min(left, 1_000); i++)
                one();
            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1_000L * bytesPerCase, $"seed {Seed}: too much memory was taken");
        }
    }

    private static byte[] Mbap(byte[] pdu) => [0, 1, 0, 0, 0, (byte)(pdu.Length + 1), 1, .. pdu];

    private static byte[] Rtu(byte[] pdu)
    {
        var frame = new byte[RtuFrame.MostBytes];
        return frame[..RtuFrame.Write(1, pdu, frame)];
    }
}
