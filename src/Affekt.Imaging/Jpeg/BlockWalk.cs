namespace Affekt.Imaging.Jpeg;

/// <summary>The order of blocks in a scan (T.81 A.2): by MCU where interleaved, else by the component's own rows.</summary>
internal static class BlockWalk
{
    public delegate void Visitor(JpegScanReader reader, JpegComponent component, int row, int column);

    public static void Visit(JpegFrame frame, JpegScan scan, JpegScanReader reader, DecodeBudget budget, Visitor visit)
    {
        if (scan.Components is [var only])
            VisitOne(only, reader, budget, visit);
        else
            VisitInterleaved(frame, scan, reader, budget, visit);
    }

    private static void VisitOne(JpegComponent component, JpegScanReader reader, DecodeBudget budget, Visitor visit)
    {
        for (int row = 0; row < component.BlocksDown; row++)
        {
            budget.Tick();
            for (int column = 0; column < component.BlocksAcross; column++)
            {
                reader.BeginMcu();
                visit(reader, component, row, column);
            }
            reader.Bits.ThrowIfOverrun();
        }
    }

    private static void VisitInterleaved(JpegFrame frame, JpegScan scan, JpegScanReader reader, DecodeBudget budget, Visitor visit)
    {
        for (int row = 0; row < frame.McusDown; row++)
        {
            budget.Tick();
            for (int column = 0; column < frame.McusAcross; column++)
            {
                reader.BeginMcu();
                foreach (JpegComponent c in scan.Components)
                {
                    for (int v = 0; v < c.Vertical; v++)
                    {
                        for (int h = 0; h < c.Horizontal; h++)
                            visit(reader, c, (row * c.Vertical) + v, (column * c.Horizontal) + h);
                    }
                }
            }
            reader.Bits.ThrowIfOverrun();
        }
    }
}
