namespace Affekt.Imaging.Tests.Jpeg;

/// <summary>Cuts and joins JPEG files at their markers.</summary>
internal static class JpegSegments
{
    /// <summary>Where the first marker of a kind stands, -1 if nowhere before the first scan's data.</summary>
    public static int Find(byte[] file, byte marker)
    {
        for (int at = 2; at < file.Length - 3;)
        {
            if (file[at + 1] == marker)
                return at;
            if (file[at + 1] == 0xDA)
                return -1;
            at += 2 + (file[at + 2] << 8) + file[at + 3];
        }
        return -1;
    }

    /// <summary>The file with bytes put in right after SOI.</summary>
    public static byte[] InsertFirst(byte[] file, params byte[] bytes) => [.. file[..2], .. bytes, .. file[2..]];

    /// <summary>The file without any segment of a kind before the first scan.</summary>
    public static byte[] Remove(byte[] file, byte marker)
    {
        for (int at = Find(file, marker); at >= 0; at = Find(file, marker))
            file = [.. file[..at], .. file[(at + 2 + (file[at + 2] << 8) + file[at + 3])..]];
        return file;
    }

    /// <summary>The file with one byte changed, counted from the first marker of a kind.</summary>
    public static byte[] Patch(byte[] file, byte marker, int offset, byte value)
    {
        byte[] patched = [.. file];
        patched[Find(file, marker) + offset] = value;
        return patched;
    }

    /// <summary>An Adobe segment with a colour transform: 0 RGB or CMYK, 1 YCbCr, 2 YCCK.</summary>
    public static byte[] Adobe(byte transform) =>
        [0xFF, 0xEE, 0, 14, .. "Adobe"u8, 0, 100, 0, 0, 0, 0, transform];

    /// <summary>One file of several gray ones with the typical tables: each is a component with a scan of its own.</summary>
    public static byte[] JoinPlanes(byte[][] planes)
    {
        byte[] first = planes[0];
        int frame = Find(first, 0xC0);
        int scan = Find(first, 0xDA);
        var file = new List<byte>(first[..frame]);
        file.AddRange([0xFF, 0xC0, 0, (byte)(8 + (3 * planes.Length)), .. first[(frame + 4)..(frame + 9)], (byte)planes.Length]);
        for (byte i = 1; i <= planes.Length; i++)
            file.AddRange([i, 0x11, 0]);
        file.AddRange(first[(frame + 13)..scan]);
        for (byte i = 1; i <= planes.Length; i++)
        {
            byte[] plane = planes[i - 1];
            byte[] data = plane[Find(plane, 0xDA)..^2];
            data[5] = i;
            file.AddRange(data);
        }
        return [.. file, 0xFF, 0xD9];
    }

    /// <summary>An EXIF segment of one tag.</summary>
    public static byte[] Exif(int orientation, bool littleEndian = true)
    {
        byte[] tiff = littleEndian
            ? [.. "II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, (byte)orientation, 0, 0, 0, 0, 0, 0, 0]
            : [.. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0];
        return [0xFF, 0xE1, 0, (byte)(8 + tiff.Length), .. "Exif\0\0"u8, .. tiff];
    }
}
