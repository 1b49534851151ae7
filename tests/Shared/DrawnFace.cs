using Affekt.Imaging;

namespace Affekt.Testing;

/// <summary>A smiling face drawn in code: nobody's picture, so that tests and documents may show it.</summary>
internal static class DrawnFace
{
    /// <summary>Draws the face.</summary>
    /// <param name="width">Pixels across.</param>
    /// <param name="height">Pixels down; the face fills the centred square.</param>
    public static Image Draw(int width, int height)
    {
        var pixels = new byte[width * height * 3];
        var side = Math.Min(width, height);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                // Four samples a pixel soften the edges.
                double r = 0, g = 0, b = 0;
                for (var sample = 0; sample < 4; sample++)
                {
                    var u = (x + .25 + .5 * (sample % 2) - width / 2.0) / side * 2;
                    var v = (y + .25 + .5 * (sample / 2) - height / 2.0) / side * 2;
                    var colour = ColourAt(u, v);
                    (r, g, b) = (r + colour.R, g + colour.G, b + colour.B);
                }
                var i = (y * width + x) * 3;
                (pixels[i], pixels[i + 1], pixels[i + 2]) = ((byte)(r / 4), (byte)(g / 4), (byte)(b / 4));
            }
        }
        return new Image(width, height, 3, pixels);
    }

    // u runs from -1 (left) to 1, v from -1 (top) to 1; later shapes lie over earlier ones.
    private static (double R, double G, double B) ColourAt(double u, double v)
    {
        var mirrored = Math.Abs(u);
        var light = 1 - .16 * (u + .4) * (u + .4) - .1 * v * v;
        var colour = (R: 104 - 22 * v, G: 134 - 18 * v, B: 160 - 12 * v);                           // ground
        if (InEllipse(u, v, 0, 1.25, .78, .5)) colour = (62, 84, 110);                             // shoulders
        if (InEllipse(u, v, 0, -.12, .72, .82)) colour = (58, 40, 34);                             // hair
        if (InEllipse(u, v, 0, .62, .2, .32)) colour = (196 * light, 148 * light, 122 * light);    // neck
        if (InEllipse(u, v, 0, .06, .58, .74)) colour = (226 * light, 176 * light, 146 * light);   // face
        if (InEllipse(mirrored, v, .34, .24, .13, .09)) colour = (226 * light, 150 * light, 132 * light); // cheeks
        if (v < -.38 - .22 * u && InEllipse(u, v, 0, -.12, .66, .78)) colour = (58, 40, 34);       // fringe
        if (InEllipse(mirrored, v, .24, -.08, .115, .066)) colour = (246, 242, 238);               // eyes
        if (InEllipse(mirrored, v, .24, -.08, .055, .062)) colour = (74, 56, 44);
        if (InEllipse(u < 0 ? u + .255 : u - .225, v, 0, -.1, .018, .018)) colour = (250, 250, 250);
        if (Math.Abs(v + .235 - .5 * (mirrored - .24) * (mirrored - .24)) < .022 && mirrored is > .12 and < .37) colour = (
            70, 48, 40); // brows
        if (InEllipse(u, v, 0, .16, .05, .035) && v > .15) colour = (188 * light, 132 * light, 108 * light); // nose
        var lip = .47 - .75 * u * u;                                                               // a smile: corners up
        if (mirrored < .27 && v > lip - .2 + .9 * u * u * 1.6 && v < lip) colour = (150, 58, 60);
        if (mirrored < .22 && v > lip - .17 + 1.6 * u * u && v < lip - .07) colour = (246, 240, 234); // teeth
        return colour;
    }

    private static bool InEllipse(double u, double v, double centreU, double centreV, double radiusU, double radiusV)
    {
        var (x, y) = ((u - centreU) / radiusU, (v - centreV) / radiusV);
        return x * x + y * y < 1;
    }
}
