namespace Affekt.Imaging.OtherFormats;

/// <summary>
/// Reads a lossless bit stream of WebP (RFC 9649, section 3) as far as it says how many groups of Huffman codes it needs.
/// ImageSharp takes the tables of all groups at once and outside its allocator; thirty bytes can ask for gigabytes.
/// </summary>
internal ref struct LosslessWebP
{
    /// <summary>ImageSharp's table entry: two numbers of 32 bits.</summary>
    private const int EntryBytes = 8;

    /// <summary>The lists of a group and its table of short codes.</summary>
    private const int GroupBytes = 1024;

    /// <summary>The largest tables of red, blue, alpha and distance together, and of green without a colour cache.</summary>
    private const int FixedEntries = (3 * 630) + 410 + 654;

    private const int Literals = 256;
    private const int LengthCodes = 24;
    private const int DistanceCodes = 40;
    private const int MostCacheBits = 11;

    private readonly DecodeBudget _budget;
    private LosslessBits _bits;

    private LosslessWebP(ReadOnlySpan<byte> stream, DecodeBudget budget)
    {
        _bits = new LosslessBits(stream);
        _budget = budget;
    }

    /// <summary>An upper bound of the memory that ImageSharp takes for the Huffman tables of a bit stream, in bytes.</summary>
    /// <param name="stream">From the transforms on.</param>
    /// <param name="width">Pixels across.</param>
    /// <param name="height">Pixels down.</param>
    /// <param name="budget">Asked while sub-pictures are read.</param>
    /// <exception cref="ImageFormatException">The stream is damaged, or ends before the pixels begin.</exception>
    public static long TableBytes(ReadOnlySpan<byte> stream, int width, int height, DecodeBudget budget) =>
        new LosslessWebP(stream, budget).TableBytes(width, height);

    private long TableBytes(int width, int height)
    {
        width = SkipTransforms(width, height);
        int cacheBits = ReadCacheBits();
        int groups = 1;
        if (_bits.Take(1) != 0)
        {
            int tile = 2 + _bits.Take(3);
            groups += ReadPicture(Tiles(width, tile), Tiles(height, tile));
        }
        // Once for all groups, and a copy of each table.
        long entries = FixedEntries + (cacheBits == 0 ? 0 : 2L << cacheBits);
        return groups * ((2 * entries * EntryBytes) + GroupBytes);
    }

    /// <summary>Reads the transforms and their pictures; returns the width that is coded.</summary>
    private int SkipTransforms(int width, int height)
    {
        int seen = 0;
        while (_bits.Take(1) != 0)
        {
            int type = _bits.Take(2);
            if ((seen & (1 << type)) != 0)
                throw LosslessBits.Damaged();
            seen |= 1 << type;
            switch (type)
            {
                case 0 or 1: // Predictor, colour transform.
                    int tile = 2 + _bits.Take(3);
                    ReadPicture(Tiles(width, tile), Tiles(height, tile));
                    break;
                case 3: // Palette; small ones pack several pixels into one.
                    int colors = 1 + _bits.Take(8);
                    ReadPicture(colors, 1);
                    width = Tiles(width, colors switch { > 16 => 0, > 4 => 1, > 2 => 2, _ => 3 });
                    break;
                default: // Subtract green.
                    break;
            }
        }
        return width;
    }

    private int ReadCacheBits()
    {
        if (_bits.Take(1) == 0)
            return 0;
        int bits = _bits.Take(4);
        return bits is >= 1 and <= MostCacheBits ? bits : throw LosslessBits.Damaged();
    }

    /// <summary>Reads a sub-picture; returns the largest number that red and green make in it. Copies and the colour cache only
    /// repeat pixels, so the literal ones suffice.</summary>
    private int ReadPicture(int width, int height)
    {
        int cacheBits = ReadCacheBits();
        LosslessCode green = _bits.TakeCode(Literals + LengthCodes + (cacheBits == 0 ? 0 : 1 << cacheBits));
        LosslessCode red = _bits.TakeCode(Literals);
        LosslessCode blue = _bits.TakeCode(Literals);
        LosslessCode alpha = _bits.TakeCode(Literals);
        LosslessCode distance = _bits.TakeCode(DistanceCodes);
        long left = (long)width * height;
        int largest = 0;
        for (int i = 0; left > 0; i++)
        {
            if (i % 4096 == 0)
                _budget.Tick();
            int symbol = _bits.TakeSymbol(green);
            if (symbol is >= Literals and < Literals + LengthCodes)
            {
                left -= TakeNumber(symbol - Literals);
                TakeNumber(_bits.TakeSymbol(distance));
                continue;
            }
            left--;
            if (symbol >= Literals)
                continue;
            largest = Math.Max(largest, (_bits.TakeSymbol(red) << 8) | symbol);
            _bits.TakeSymbol(blue);
            _bits.TakeSymbol(alpha);
        }
        return largest;
    }

    /// <summary>A length or distance: a prefix and further bits.</summary>
    private int TakeNumber(int prefix)
    {
        if (prefix < 4)
            return prefix + 1;
        int extra = (prefix - 2) >> 1;
        return ((2 + (prefix & 1)) << extra) + _bits.Take(extra) + 1;
    }

    private static int Tiles(int pixels, int bits) => (pixels + (1 << bits) - 1) >> bits;
}
