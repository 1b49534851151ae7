namespace Affekt.Imaging.Jpeg;

/// <summary>What is done along a scan. Implemented by structs, so that the walk is compiled for each.</summary>
internal interface IBlockVisitor
{
    /// <summary>Before every MCU; restart markers stand here.</summary>
    void BeginMcu();

    /// <summary>One block, at its place among all blocks of its component.</summary>
    void Visit(JpegComponent component, int row, int column);

    /// <summary>After every row of MCUs.</summary>
    void EndRow();
}

/// <summary>The order of blocks in a scan (T.81 A.2): by MCU where interleaved, else by the component's own rows.</summary>
internal static class BlockWalk
{
    public static void Visit<TVisitor>(JpegFrame frame, JpegScan scan, ref TVisitor visitor)
        where TVisitor : struct, IBlockVisitor
    {
        if (scan.Components is [var only])
            VisitOne(only, ref visitor);
        else
            VisitInterleaved(frame, scan, ref visitor);
    }

    private static void VisitOne<TVisitor>(JpegComponent component, ref TVisitor visitor)
        where TVisitor : struct, IBlockVisitor
    {
        for (int row = 0; row < component.BlocksDown; row++)
        {
            for (int column = 0; column < component.BlocksAcross; column++)
            {
                visitor.BeginMcu();
                visitor.Visit(component, row, column);
            }
            visitor.EndRow();
        }
    }

    private static void VisitInterleaved<TVisitor>(JpegFrame frame, JpegScan scan, ref TVisitor visitor)
        where TVisitor : struct, IBlockVisitor
    {
        for (int row = 0; row < frame.McusDown; row++)
        {
            for (int column = 0; column < frame.McusAcross; column++)
            {
                visitor.BeginMcu();
                foreach (JpegComponent c in scan.Components)
                {
                    for (int v = 0; v < c.Vertical; v++)
                    {
                        for (int h = 0; h < c.Horizontal; h++)
                            visitor.Visit(c, (row * c.Vertical) + v, (column * c.Horizontal) + h);
                    }
                }
            }
            visitor.EndRow();
        }
    }
}
