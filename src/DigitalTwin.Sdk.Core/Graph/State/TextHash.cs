using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DigitalTwin.Sdk;

/// <summary>A quick hash of short names, the same in every process: mixes eight bytes at a time by multiplication (Knuth 1973, 6.4).</summary>
internal static class TextHash
{
    private const int Step = sizeof(ulong) / sizeof(char);

    internal static uint Of(string text)
    {
        var hash = (ulong)text.Length;
        ref var chars = ref MemoryMarshal.GetReference(text.AsSpan());
        if (text.Length >= Step)
        {
            for (var i = 0; i < text.Length - Step; i += Step)
                hash = Mix(hash ^ Four(ref chars, i));

            // The last four characters; some of them may have been mixed in already.
            return (uint)(Mix(hash ^ Four(ref chars, text.Length - Step)) >> 32);
        }

        var rest = 0UL;
        foreach (var c in text)
            rest = (rest << 16) | c;
        return (uint)(Mix(hash ^ rest) >> 32);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Four(ref char chars, int index) =>
        Unsafe.ReadUnaligned<ulong>(ref Unsafe.As<char, byte>(ref Unsafe.Add(ref chars, index)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong bits)
    {
        bits *= 0x9E3779B97F4A7C15;
        return bits ^ (bits >> 29);
    }
}
