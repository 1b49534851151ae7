namespace Affekt.Training.Expressions.Augmentation;

/// <summary>Samples a turned, sheared, magnified and moved square out of a face of bytes, bilinearly, in 16.16 fixed point.</summary>
internal static class AffineWarp
{
    private const int One = 1 << 16;

    /// <param name="face">[height, width].</param>
    /// <param name="width">Pixels across the face.</param>
    /// <param name="height">Pixels down the face.</param>
    /// <param name="transform">Where the content goes.</param>
    /// <param name="output">The side of what comes out.</param>
    /// <param name="crop">The side of the square of the face that fills the output at scale 1.</param>
    /// <param name="destination">[output, output], 0 to 255; beyond its border the face goes on with its last pixels.</param>
    public static void Apply(
        ReadOnlySpan<byte> face, int width, int height, in FaceTransform transform, int output, int crop, Span<float> destination)
    {
        // From an output pixel back to the face: undo shift, magnification, rotation, shear and flip, about the crop's centre.
        var (sin, cos) = MathF.SinCos(transform.RotationDegrees * (MathF.PI / 180));
        var shear = MathF.Tan(transform.ShearDegrees * (MathF.PI / 180));
        var zoom = 1 / transform.Scale;
        var mirror = transform.Flip ? -1 : 1;
        var step = (float)crop / output * zoom;
        float stepYx = sin * step, stepYy = cos * step;
        float stepXx = mirror * (cos * step - shear * stepYx), stepXy = mirror * (-sin * step - shear * stepYy);

        // The offset is whole, so that an untouched crop is the face's own pixels.
        float centreX = (width - crop) / 2 + (crop - 1) / 2f, centreY = (height - crop) / 2 + (crop - 1) / 2f;
        float movedX = transform.ShiftX * zoom, movedY = transform.ShiftY * zoom;
        var backY = sin * movedX + cos * movedY;
        var backX = mirror * (cos * movedX - sin * movedY - shear * backY);
        var middle = (output - 1) / 2f;
        var startX = Fixed(centreX - backX - middle * (stepXx + stepXy));
        var startY = Fixed(centreY - backY - middle * (stepYx + stepYy));
        int rowX = Fixed(stepXy), rowY = Fixed(stepYy), columnX = Fixed(stepXx), columnY = Fixed(stepYx);

        for (var y = 0; y < output; y++)
        {
            int x0 = startX + y * rowX, y0 = startY + y * rowY;
            var row = destination.Slice(y * output, output);
            int x1 = x0 + (output - 1) * columnX, y1 = y0 + (output - 1) * columnY;
            // What is neither turned, magnified nor moved by a part of a pixel is copied.
            if (columnX == One && columnY == 0 && IsWhole(x0) && IsWhole(y0) && (uint)(y0 >> 16) < (uint)height && x0 >= 0
                && (x0 >> 16) + output <= width)
                Copy(face.Slice((y0 >> 16) * width + (x0 >> 16), output), row);
            // A row is a straight line through the face: where both ends have all four neighbours, so has everything between.
            else if (Inside(x0, width) && Inside(x1, width) && Inside(y0, height) && Inside(y1, height))
                SampleInside(face, width, x0, y0, columnX, columnY, row);
            else
                SampleClamped(face, width, height, x0, y0, columnX, columnY, row);
        }
    }

    private static bool IsWhole(int position) => (position & (One - 1)) == 0;

    private static void Copy(ReadOnlySpan<byte> pixels, Span<float> row)
    {
        for (var i = 0; i < row.Length; i++)
            row[i] = pixels[i];
    }

    private static int Fixed(float value) => (int)MathF.Round(value * One);

    private static bool Inside(int position, int length) => (uint)position < (uint)((length - 1) * One);

    private static void SampleInside(ReadOnlySpan<byte> face, int width, int x, int y, int stepX, int stepY, Span<float> row)
    {
        for (var i = 0; i < row.Length; i++)
        {
            var at = (y >> 16) * width + (x >> 16);
            var upper = face.Slice(at, 2);
            var lower = face.Slice(at + width, 2);
            row[i] = Mix(upper[0], upper[1], lower[0], lower[1], (x >> 8) & 0xff, (y >> 8) & 0xff);
            x += stepX;
            y += stepY;
        }
    }

    private static void SampleClamped(ReadOnlySpan<byte> face, int width, int height, int x, int y, int stepX, int stepY, Span<float> row)
    {
        for (var i = 0; i < row.Length; i++)
        {
            int left = Math.Clamp(x >> 16, 0, width - 1), right = Math.Clamp((x >> 16) + 1, 0, width - 1);
            int upper = Math.Clamp(y >> 16, 0, height - 1) * width, lower = Math.Clamp((y >> 16) + 1, 0, height - 1) * width;
            row[i] = Mix(face[upper + left], face[upper + right], face[lower + left], face[lower + right], (x >> 8) & 0xff,
                (y >> 8) & 0xff);
            x += stepX;
            y += stepY;
        }
    }

    private static float Mix(int upperLeft, int upperRight, int lowerLeft, int lowerRight, int fractionX, int fractionY)
    {
        var upper = (upperLeft << 8) + fractionX * (upperRight - upperLeft);
        var lower = (lowerLeft << 8) + fractionX * (lowerRight - lowerLeft);
        return ((upper << 8) + fractionY * (lower - upper)) * (1f / One);
    }
}
