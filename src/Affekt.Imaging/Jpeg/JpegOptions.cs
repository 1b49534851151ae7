namespace Affekt.Imaging.Jpeg;

/// <summary>How many chroma samples a JPEG keeps.</summary>
public enum JpegSubsampling
{
    /// <summary>4:4:4, all.</summary>
    Samples444,

    /// <summary>4:2:2, every second column.</summary>
    Samples422,

    /// <summary>4:2:0, every second column of every second row.</summary>
    Samples420,

    /// <summary>4:4:0, every second row.</summary>
    Samples440,

    /// <summary>4:1:1, every fourth column.</summary>
    Samples411,
}

/// <summary>How <see cref="JpegEncoder"/> codes a picture.</summary>
public sealed record JpegOptions
{
    /// <summary>Chroma samples kept; of no effect for gray.</summary>
    public JpegSubsampling Subsampling { get; init; } = JpegSubsampling.Samples420;

    /// <summary>Several scans from coarse to fine, instead of one from top to bottom.</summary>
    public bool Progressive { get; init; }

    /// <summary>All components in one scan; else a scan for each. Of no effect for progressive files.</summary>
    public bool Interleaved { get; init; } = true;

    /// <summary>Huffman tables made for the picture, some percent smaller; else the typical ones of T.81 K.3. Progressive
    /// files always do.</summary>
    public bool OptimizeHuffman { get; init; } = true;

    /// <summary>MCUs between restart markers, 0 (none) to 65535.</summary>
    public int RestartInterval { get; init; }

    /// <summary>Noted in an EXIF segment where it is not <see cref="Orientation.Normal"/>; pixels are stored as given.</summary>
    public Orientation Orientation { get; init; } = Orientation.Normal;
}
