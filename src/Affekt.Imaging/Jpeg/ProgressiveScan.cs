using System.Runtime.CompilerServices;

namespace Affekt.Imaging.Jpeg;

/// <summary>Decodes the scans of progressive frames (T.81 G): DC and AC, first pass and refinement.</summary>
internal static class ProgressiveScan
{
    public static void Decode(JpegFrame frame, JpegScan scan, JpegScanReader reader)
    {
        switch (scan.SpectralStart, scan.HighBit)
        {
            case (0, 0):
                var firstDc = new FirstDcBlocks(reader, scan.LowBit);
                BlockWalk.Visit(frame, scan, ref firstDc);
                break;
            case (0, _):
                var refineDc = new RefineDcBlocks(reader, scan.LowBit);
                BlockWalk.Visit(frame, scan, ref refineDc);
                break;
            case (_, 0):
                var firstAc = new FirstAcBlocks(reader, scan);
                BlockWalk.Visit(frame, scan, ref firstAc);
                break;
            default:
                var refineAc = new RefineAcBlocks(reader, scan);
                BlockWalk.Visit(frame, scan, ref refineAc);
                break;
        }
    }

    private readonly struct FirstDcBlocks(JpegScanReader reader, int lowBit) : IBlockVisitor
    {
        public void BeginMcu() => reader.BeginMcu();

        public void Visit(JpegComponent component, int row, int column)
        {
            int category = reader.Bits.TakeSymbol(component.DcTable!);
            if (category != 0)
                component.Prediction += reader.Bits.TakeSigned(category);
            component.Block(row, column)[0] = (short)(component.Prediction << lowBit);
        }

        public void EndRow() => reader.EndRow();
    }

    private readonly struct RefineDcBlocks(JpegScanReader reader, int lowBit) : IBlockVisitor
    {
        public void BeginMcu() => reader.BeginMcu();

        public void Visit(JpegComponent component, int row, int column) =>
            component.Block(row, column)[0] |= (short)(reader.Bits.TakeBit() << lowBit);

        public void EndRow() => reader.EndRow();
    }

    private readonly struct FirstAcBlocks(JpegScanReader reader, JpegScan scan) : IBlockVisitor
    {
        public void BeginMcu() => reader.BeginMcu();

        public void Visit(JpegComponent component, int row, int column)
        {
            if (reader.EndOfBandRun > 0)
            {
                reader.EndOfBandRun--;
                return;
            }
            FirstAc(reader, component.AcTable!, component.Open(row, column), scan);
            component.Close(row, column);
        }

        public void EndRow() => reader.EndRow();
    }

    private readonly struct RefineAcBlocks(JpegScanReader reader, JpegScan scan) : IBlockVisitor
    {
        public void BeginMcu() => reader.BeginMcu();

        public void Visit(JpegComponent component, int row, int column)
        {
            RefineAc(reader, component.AcTable!, component.Open(row, column), scan);
            component.Close(row, column);
        }

        public void EndRow() => reader.EndRow();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FirstAc(JpegScanReader reader, JpegHuffmanTable table, Span<short> block, JpegScan scan)
    {
        ref JpegBitReader bits = ref reader.Bits;
        int lowBit = scan.LowBit;
        int end = scan.SpectralEnd;
        for (int k = scan.SpectralStart; k <= end; k++)
        {
            bits.Fill();
            int entry = table.Coefficients[(int)(bits.Bits >> (64 - JpegHuffmanTable.LookAhead))];
            int value;
            if (entry != 0)
            {
                bits.Skip(entry & 0xFF);
                k += (entry >> 8) & 0xFF;
                value = entry >> 16;
            }
            else
            {
                int symbol = bits.TakeSymbol(table);
                int run = symbol >> 4;
                int size = symbol & 15;
                if (size == 0)
                {
                    if (run < 15)
                    {
                        reader.EndOfBandRun = (1 << run) - 1 + bits.Take(run);
                        return;
                    }
                    k += 15;
                    continue;
                }
                k += run;
                value = bits.TakeSigned(size);
            }
            if (k > end)
                throw JpegError.Damaged("a block with coefficients beyond its band");
            block[JpegTables.ZigZag[k]] = (short)(value << lowBit);
        }
    }

    /// <summary>Corrects known coefficients by a bit and places new ones of magnitude 1 (T.81 G.1.2.3).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RefineAc(JpegScanReader reader, JpegHuffmanTable table, Span<short> block, JpegScan scan)
    {
        ref JpegBitReader bits = ref reader.Bits;
        short unit = (short)(1 << scan.LowBit);
        int end = scan.SpectralEnd;
        int k = scan.SpectralStart;
        while (reader.EndOfBandRun == 0 && k <= end)
        {
            int symbol = bits.TakeSymbol(table);
            int run = symbol >> 4;
            short value = 0;
            if ((symbol & 15) != 0)
            {
                // Sizes other than 1 do not occur in sound files; the size is not needed.
                value = bits.TakeBit() != 0 ? unit : (short)-unit;
            }
            else if (run < 15)
            {
                // The run counts this block too, whose remaining coefficients are corrected below.
                bits.Fill();
                reader.EndOfBandRun = (1 << run) + bits.Take(run);
                break;
            }

            for (; k <= end; k++)
            {
                ref short coefficient = ref block[JpegTables.ZigZag[k]];
                if (coefficient != 0)
                    Correct(ref bits, ref coefficient, unit);
                else if (run-- == 0)
                    break;
            }
            if (k <= end)
                block[JpegTables.ZigZag[k++]] = value;
            else if (value != 0)
                throw JpegError.Damaged("a block with coefficients beyond its band");
        }
        if (reader.EndOfBandRun == 0)
            return;

        for (; k <= end; k++)
        {
            ref short coefficient = ref block[JpegTables.ZigZag[k]];
            if (coefficient != 0)
                Correct(ref bits, ref coefficient, unit);
        }
        reader.EndOfBandRun--;
    }

    private static void Correct(ref JpegBitReader bits, ref short coefficient, short unit)
    {
        // A bit already set (in a damaged file) stays, as T.81's adding would overflow it.
        if (bits.TakeBit() != 0 && (coefficient & unit) == 0)
            coefficient += coefficient > 0 ? unit : (short)-unit;
    }
}
