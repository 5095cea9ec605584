using System.Globalization;

namespace DigitalTwin.Sdk;

/// <summary>Makes hostile input out of sound input, the same for the same seed: turned bits, cut ends, doubled pieces, foreign numbers, pieces of other input.</summary>
internal sealed class Mutator(int seed, params byte[][] sound)
{
    private static readonly byte[][] Foreign = [[0], [0xFF], [0x7F, 0xFF], [0xFF, 0xFF, 0xFF, 0xFF], [0, 0, 0, 0, 0, 0, 0, 0], [0x7F, 0xFF, 0xFF, 0xFF], [0x80, 0, 0, 0], .. new[] { "{", "[[[[", "\"", "\\ud800", "1e999", "-", "null", "$", "\0" }.Select(System.Text.Encoding.UTF8.GetBytes)];
    private readonly Random _random = new(seed);
    private readonly byte[] _buffer = new byte[4_096];

    /// <summary>How many cases a fuzz test runs: <c>DIGITALTWIN_FUZZ</c>, or few enough for every build.</summary>
    public static int Cases { get; } = int.Parse(Environment.GetEnvironmentVariable("DIGITALTWIN_FUZZ") ?? "100000", CultureInfo.InvariantCulture);

    /// <summary>Another case; valid until the next.</summary>
    public ReadOnlySpan<byte> Next()
    {
        var length = Copy(sound[_random.Next(sound.Length)], 0);
        for (var changes = _random.Next(0, 5); changes > 0; changes--)
            length = Change(length);
        return _buffer.AsSpan(0, length);
    }

    private int Change(int length)
    {
        var at = length == 0 ? 0 : _random.Next(length);
        switch (_random.Next(8))
        {
            case 0 when length > 0:
                _buffer[at] ^= (byte)(1 << _random.Next(8));
                return length;
            case 1 when length > 0:
                _buffer[at] = (byte)_random.Next(256);
                return length;
            case 2:
                return at;
            case 3:
                return Insert(Foreign[_random.Next(Foreign.Length)], at, length);
            case 4 when length > 0:
                return Insert(_buffer.AsSpan(at, Math.Min(length - at, _random.Next(1, 64))).ToArray(), at, length);
            case 5 when length > 0:
                var count = Math.Min(length - at, _random.Next(1, 16));
                _buffer.AsSpan(at + count, length - at - count).CopyTo(_buffer.AsSpan(at));
                return length - count;
            case 6:
                var other = sound[_random.Next(sound.Length)];
                return other.Length == 0 ? length : Insert(other.AsSpan(_random.Next(other.Length)), at, length);
            default:
                var foreign = Foreign[_random.Next(Foreign.Length)];
                return Math.Max(length, Copy(foreign, at));
        }
    }

    private int Insert(ReadOnlySpan<byte> piece, int at, int length)
    {
        var count = Math.Min(piece.Length, _buffer.Length - length);
        _buffer.AsSpan(at, length - at).CopyTo(_buffer.AsSpan(at + count));
        piece[..count].CopyTo(_buffer.AsSpan(at));
        return length + count;
    }

    private int Copy(ReadOnlySpan<byte> piece, int at)
    {
        var count = Math.Min(piece.Length, _buffer.Length - at);
        piece[..count].CopyTo(_buffer.AsSpan(at));
        return at + count;
    }
}
