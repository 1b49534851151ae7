using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Affekt.Imaging.Jpeg;

/// <summary>Decodes the scans of baseline and extended sequential frames (T.81 F.2).</summary>
internal static class SequentialScan
{
    /// <summary>The one scan of all components, straight to samples.</summary>
    public static void DecodeToSamples(JpegFrame frame, JpegScan scan, JpegScanReader reader, JpegOutput output)
    {
        Span<short> block = stackalloc short[64];
        for (int row = 0; row < frame.McusDown; row++)
        {
            for (int column = 0; column < frame.McusAcross; column++)
            {
                reader.BeginMcu();
                foreach (JpegComponent c in scan.Components)
                {
                    for (int v = 0; v < c.Vertical; v++)
                    {
                        for (int h = 0; h < c.Horizontal; h++)
                        {
                            block.Clear();
                            DecodeBlock(ref reader.Bits, c, ref MemoryMarshal.GetReference(block));
                            JpegOutput.AddBlock(c, block, (row * c.Vertical) + v, (column * c.Horizontal) + h);
                        }
                    }
                }
            }
            reader.EndRow();
            output.CompleteStrip(row);
        }
        output.Complete();
    }

    /// <summary>One of several scans, to coefficients.</summary>
    public static void DecodeToCoefficients(JpegFrame frame, JpegScan scan, JpegScanReader reader)
    {
        var blocks = new CoefficientBlocks(reader);
        BlockWalk.Visit(frame, scan, ref blocks);
    }

    private readonly struct CoefficientBlocks(JpegScanReader reader) : IBlockVisitor
    {
        public void BeginMcu() => reader.BeginMcu();

        public void Visit(JpegComponent component, int row, int column)
        {
            Span<short> block = component.Open(row, column);
            // A hostile file may bring a component twice.
            block.Clear();
            DecodeBlock(ref reader.Bits, component, ref MemoryMarshal.GetReference(block));
            component.Close(row, column);
        }

        public void EndRow() => reader.EndRow();
    }

    /// <summary>One block (T.81 F.2.2), zeroed before, to natural order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void DecodeBlock(ref JpegBitReader reader, JpegComponent component, ref short block)
    {
        int category = reader.TakeSymbol(component.DcTable!);
        if (category != 0)
            component.Prediction += reader.TakeSigned(category);
        block = (short)component.Prediction;

        JpegHuffmanTable table = component.AcTable!;
        ref int coefficients = ref MemoryMarshal.GetArrayDataReference(table.Coefficients);
        ref int symbols = ref MemoryMarshal.GetArrayDataReference(table.Symbols);
        ref byte zigZag = ref MemoryMarshal.GetReference(JpegTables.ZigZag);
        // Locals, so that the loop keeps them in registers; the reader gets them back to refill and at the end.
        ulong bits = reader.Bits;
        int count = reader.Count;
        int k = 1;
        while (k < 64)
        {
            if (count < 32)
            {
                (reader.Bits, reader.Count) = (bits, count);
                reader.Refill();
                (bits, count) = (reader.Bits, reader.Count);
            }
            nint next = (nint)(bits >> (64 - JpegHuffmanTable.LookAhead));
            int entry = Unsafe.Add(ref coefficients, next);
            if (entry != 0)
            {
                bits <<= entry & 0xFF;
                count -= entry & 0xFF;
                k += (entry >> 8) & 0xFF;
                if (k > 63)
                    throw JpegError.Damaged("a block of more than 64 coefficients");
                Unsafe.Add(ref block, (nint)Unsafe.Add(ref zigZag, k++)) = (short)(entry >> 16);
                continue;
            }

            int symbol = Unsafe.Add(ref symbols, next);
            if (symbol != 0)
            {
                bits <<= symbol & 0xFF;
                count -= symbol & 0xFF;
                symbol >>= 8;
            }
            else
            {
                (reader.Bits, reader.Count) = (bits, count);
                symbol = reader.TakeLongSymbol(table);
                (bits, count) = (reader.Bits, reader.Count);
            }

            int size = symbol & 15;
            if (size == 0)
            {
                if (symbol != 0xF0)
                    break;
                k += 16;
                continue;
            }
            k += symbol >> 4;
            if (k > 63)
                throw JpegError.Damaged("a block of more than 64 coefficients");
            int value = (int)(bits >> (64 - size));
            bits <<= size;
            count -= size;
            // EXTEND (T.81 F.2.2.1) without a branch: a leading 0 bit means a negative value.
            value += ((value >> (size - 1)) - 1) & (1 - (1 << size));
            Unsafe.Add(ref block, (nint)Unsafe.Add(ref zigZag, k++)) = (short)value;
        }
        (reader.Bits, reader.Count) = (bits, count);
    }
}
