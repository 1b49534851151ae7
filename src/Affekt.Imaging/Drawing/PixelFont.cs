namespace Affekt.Imaging.Drawing;

/// <summary>A small font of our own for captions on gray pictures: glyphs of 5x8 pixels, the last row for descenders.</summary>
public static class PixelFont
{
    /// <summary>Pixels from one letter to the next.</summary>
    public const int Advance = 6;

    /// <summary>Pixels down a line.</summary>
    public const int LineHeight = 9;

    private const int GlyphWidth = 5, GlyphHeight = 8;

    // Each block shows its letters first, then their drawings side by side.
    private static readonly string[] Sheet =
    [
        """
        ABCDEFGHI
        .###. ####. .#### ####. ##### ##### .#### #...# .###.
        #...# #...# #.... #...# #.... #.... #.... #...# ..#..
        #...# #...# #.... #...# #.... #.... #.... #...# ..#..
        ##### ####. #.... #...# ####. ####. #..## ##### ..#..
        #...# #...# #.... #...# #.... #.... #...# #...# ..#..
        #...# #...# #.... #...# #.... #.... #...# #...# ..#..
        #...# ####. .#### ####. ##### #.... .#### #...# .###.
        ..... ..... ..... ..... ..... ..... ..... ..... .....
        """,
        """
        JKLMNOPQR
        ....# #...# #.... #...# #...# .###. ####. .###. ####.
        ....# #..#. #.... ##.## ##..# #...# #...# #...# #...#
        ....# #.#.. #.... #.#.# ##..# #...# #...# #...# #...#
        ....# ##... #.... #.#.# #.#.# #...# ####. #...# ####.
        ....# #.#.. #.... #...# #..## #...# #.... #.#.# #.#..
        #...# #..#. #.... #...# #..## #...# #.... #..#. #..#.
        .###. #...# ##### #...# #...# .###. #.... .##.# #...#
        ..... ..... ..... ..... ..... ..... ..... ..... .....
        """,
        """
        STUVWXYZ
        .#### ##### #...# #...# #...# #...# #...# #####
        #.... ..#.. #...# #...# #...# #...# #...# ....#
        #.... ..#.. #...# #...# #...# .#.#. .#.#. ...#.
        .###. ..#.. #...# #...# #.#.# ..#.. ..#.. ..#..
        ....# ..#.. #...# .#.#. #.#.# .#.#. ..#.. .#...
        ....# ..#.. #...# .#.#. ##.## #...# ..#.. #....
        ####. ..#.. .###. ..#.. #...# #...# ..#.. #####
        ..... ..... ..... ..... ..... ..... ..... .....
        """,
        """
        abcdefghi
        ..... #.... ..... ....# ..... ..##. ..... #.... ..#..
        ..... #.... ..... ....# ..... .#... ..... #.... .....
        .###. ####. .#### .#### .###. ####. .#### ####. .##..
        ....# #...# #.... #...# #...# .#... #...# #...# ..#..
        .#### #...# #.... #...# ##### .#... #...# #...# ..#..
        #...# #...# #.... #...# #.... .#... .#### #...# ..#..
        .#### ####. .#### .#### .#### .#... ....# #...# .###.
        ..... ..... ..... ..... ..... ..... .###. ..... .....
        """,
        """
        jklmnopqr
        ...#. #.... .##.. ..... ..... ..... ..... ..... .....
        ..... #.... ..#.. ..... ..... ..... ..... ..... .....
        ..##. #..#. ..#.. ##.#. ####. .###. ####. .#### #.##.
        ...#. #.#.. ..#.. #.#.# #...# #...# #...# #...# ##...
        ...#. ##... ..#.. #.#.# #...# #...# #...# #...# #....
        ...#. #.#.. ..#.. #.#.# #...# #...# ####. .#### #....
        ...#. #..#. .###. #.#.# #...# .###. #.... ....# #....
        .##.. ..... ..... ..... ..... ..... #.... ....# .....
        """,
        """
        stuvwxyz
        ..... .#... ..... ..... ..... ..... ..... .....
        ..... .#... ..... ..... ..... ..... ..... .....
        .#### ####. #...# #...# #...# #...# #...# #####
        #.... .#... #...# #...# #.#.# .#.#. #...# ...#.
        .###. .#... #...# #...# #.#.# ..#.. #...# ..#..
        ....# .#... #...# .#.#. #.#.# .#.#. .#### .#...
        ####. ..##. .#### ..#.. .#.#. #...# ....# #####
        ..... ..... ..... ..... ..... ..... .###. .....
        """,
        """
        0123456789
        .###. ..#.. .###. .###. ...#. ##### ..##. ##### .###. .###.
        #...# .##.. #...# #...# ..##. #.... .#... ....# #...# #...#
        #..## ..#.. ....# ....# .#.#. ####. #.... ...#. #...# #...#
        #.#.# ..#.. ..##. ..##. #..#. ....# ####. ..#.. .###. .####
        ##..# ..#.. .#... ....# ##### ....# #...# .#... #...# ....#
        #...# ..#.. #.... #...# ...#. #...# #...# .#... #...# ...#.
        .###. .###. ##### .###. ...#. .###. .###. .#... .###. .##..
        ..... ..... ..... ..... ..... ..... ..... ..... ..... .....
        """,
        """
        .,:;-+%/()=_>
        ..... ..... ..... ..... ..... ..... ##..# ....# ...#. .#... ..... ..... #....
        ..... ..... ..... ..... ..... ..#.. ##..# ....# ..#.. ..#.. ..... ..... .#...
        ..... ..... ..#.. ..#.. ..... ..#.. ...#. ...#. .#... ...#. ##### ..... ..#..
        ..... ..... ..... ..... ##### ##### ..#.. ..#.. .#... ...#. ..... ..... ...#.
        ..... ..... ..... ..... ..... ..#.. .#... .#... .#... ...#. ##### ..... ..#..
        ..... ..... ..... ..... ..... ..#.. #..## #.... ..#.. ..#.. ..... ..... .#...
        ..#.. ..#.. ..#.. ..#.. ..... ..... #..## #.... ...#. .#... ..... ##### #....
        ..... .#... ..... .#... ..... ..... ..... ..... ..... ..... ..... ..... .....
        """,
    ];

    private static readonly Dictionary<char, bool[]> Glyphs = Read();

    /// <summary>Pixels across <paramref name="text"/>.</summary>
    public static int WidthOf(string text, int scale = 1) => text.Length == 0 ? 0 : (text.Length * Advance - 1) * scale;

    /// <summary>Draws a line of text; letters beyond the border are cut, letters without a drawing are boxes.</summary>
    /// <param name="picture">Gray.</param>
    /// <param name="x">The left of the first letter.</param>
    /// <param name="y">The top of capital letters.</param>
    /// <param name="text">One line.</param>
    /// <param name="ink">0 black to 255 white.</param>
    /// <param name="scale">Pixels a dot.</param>
    public static void Draw(Image picture, int x, int y, string text, byte ink, int scale = 1)
    {
        foreach (var letter in text)
        {
            if (letter != ' ')
                DrawGlyph(picture, x, y, letter, ink, scale);
            x += Advance * scale;
        }
    }

    private static void DrawGlyph(Image picture, int left, int top, char letter, byte ink, int scale)
    {
        var glyph = Glyphs.GetValueOrDefault(letter);
        for (var y = 0; y < GlyphHeight * scale; y++)
            for (var x = 0; x < GlyphWidth * scale; x++)
            {
                int column = x / scale, row = y / scale, px = left + x, py = top + y;
                var isOn = glyph is not null ? glyph[row * GlyphWidth + column] : row < GlyphHeight - 1
                    && (row is 0 or GlyphHeight - 2 || column is 0 or GlyphWidth - 1);
                if (isOn && (uint)px < (uint)picture.Width && (uint)py < (uint)picture.Height)
                    picture.Pixels[py * picture.Width + px] = ink;
            }
    }

    private static Dictionary<char, bool[]> Read()
    {
        var glyphs = new Dictionary<char, bool[]>();
        foreach (var block in Sheet)
        {
            var lines = block.ReplaceLineEndings("\n").Split('\n');
            for (var i = 0; i < lines[0].Length; i++)
                glyphs[lines[0][i]] = [.. lines.Skip(1).SelectMany(line => line.Substring(i * Advance, GlyphWidth))
                    .Select(dot => dot == '#')];
        }
        return glyphs;
    }
}
