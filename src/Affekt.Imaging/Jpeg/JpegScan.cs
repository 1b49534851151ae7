namespace Affekt.Imaging.Jpeg;

/// <summary>A scan header: components and, for progressive frames, the part of the coefficients it brings.</summary>
/// <param name="Components">One, or several interleaved.</param>
/// <param name="SpectralStart">First coefficient in zigzag order.</param>
/// <param name="SpectralEnd">Last coefficient in zigzag order.</param>
/// <param name="HighBit">The bit position that the scan before brought, 0 for a first scan.</param>
/// <param name="LowBit">The bit position that this scan brings.</param>
internal sealed record JpegScan(JpegComponent[] Components, int SpectralStart, int SpectralEnd, int HighBit, int LowBit)
{
    public bool NeedsDcTable => SpectralStart == 0 && HighBit == 0;

    public bool NeedsAcTable => SpectralEnd > 0;

    /// <summary>Only what decoding relies on is asked for; the order of refinements is the encoder's affair.</summary>
    public void Validate(JpegFrame frame)
    {
        if (frame.Progressive)
        {
            bool dc = SpectralStart == 0;
            if (SpectralEnd > 63 || SpectralStart > SpectralEnd || (dc && SpectralEnd != 0) || (!dc && Components.Length != 1)
                || LowBit > 13 || (HighBit != 0 && HighBit != LowBit + 1))
            {
                throw JpegError.Damaged("a progressive scan with bad parameters");
            }
        }
        // T.81 B.2.3: an MCU holds at most ten blocks.
        if (Components.Length > 1 && Components.Sum(c => c.Horizontal * c.Vertical) > 10)
            throw JpegError.Damaged("a scan of more than ten blocks an MCU");
    }
}
