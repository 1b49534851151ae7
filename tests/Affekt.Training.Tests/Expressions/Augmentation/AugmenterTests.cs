using Affekt.Training.Data;
using Affekt.Training.Expressions.Augmentation;
using Affekt.Training.Expressions.Datasets;

namespace Affekt.Training.Tests.Expressions.Augmentation;

public sealed class AugmenterTests
{
    private static readonly AugmentationOptions Raw = AugmentationOptions.None with { OutputSize = 44, Mean = 0, Deviation = 1 };

    private static byte[] RandomFace(int seed = 1)
    {
        var face = new byte[48 * 48];
        new Random(seed).NextBytes(face);
        return face;
    }

    private static byte[] Dot(int x, int y)
    {
        var face = new byte[48 * 48];
        face[y * 48 + x] = 255;
        return face;
    }

    private static float[] Apply(byte[] face, FaceTransform transform, AugmentationOptions? options = null)
    {
        var augmenter = new Augmenter(options ?? Raw);
        var result = new float[augmenter.OutputLength];
        augmenter.Apply(face, 48, 48, transform, result);
        return result;
    }

    /// <summary>The centre of gravity of what is bright: where a dot went.</summary>
    private static (double X, double Y) Centre(float[] picture, int width)
    {
        double sum = picture.Sum(), x = 0, y = 0;
        for (var i = 0; i < picture.Length; i++)
        {
            x += picture[i] * (i % width) / sum;
            y += picture[i] * (i / width) / sum;
        }
        return (x, y);
    }

    [Theory]
    [InlineData(48)]
    [InlineData(44)]
    [InlineData(40)]
    [InlineData(37)]
    public void Identity_is_exactly_the_centre_crop(int size)
    {
        var face = RandomFace();
        var result = Apply(face, FaceTransform.Identity, Raw with { OutputSize = size });
        var margin = (48 - size) / 2;
        for (var y = 0; y < size; y++)
            for (var x = 0; x < size; x++)
                Assert.Equal(face[(y + margin) * 48 + x + margin], result[y * size + x]);
    }

    [Fact]
    public void Options_without_variation_give_the_centre_crop()
    {
        var augmenter = new Augmenter(AugmentationOptions.None);
        float[] varied = new float[augmenter.OutputLength], plain = new float[augmenter.OutputLength];
        augmenter.Apply(RandomFace(), 48, 48, varied, seed: 3, epoch: 4, row: 5);
        augmenter.CentreCrop(RandomFace(), 48, 48, plain);
        Assert.Equal(plain, varied);
    }

    [Fact]
    public void Values_are_scaled_by_mean_and_deviation()
    {
        var face = RandomFace();
        var result = Apply(face, FaceTransform.Identity, AugmentationOptions.None);
        Assert.Equal((face[2 * 48 + 2] - FerNormalisation.Mean) / FerNormalisation.Deviation, result[0], 1e-5f);
    }

    [Theory]
    // A dot 10 right of the centre: a quarter turn counter-clockwise puts it 10 above.
    [InlineData(33.5, 23.5, 90, 0, -10)]
    [InlineData(33.5, 23.5, -90, 0, 10)]
    [InlineData(23.5, 13.5, 90, -10, 0)]
    [InlineData(33.5, 23.5, 30, 8.660, -5)]
    public void A_rotation_turns_counter_clockwise(double x, double y, float degrees, double expectedX, double expectedY)
    {
        // The face's centre lies between four pixels, so a dot at a half is four pixels.
        var face = new byte[48 * 48];
        foreach (var dx in new[] { 0, 1 })
            foreach (var dy in new[] { 0, 1 })
                face[((int)y + dy) * 48 + (int)x + dx] = 200;
        var (cx, cy) = Centre(Apply(face, FaceTransform.Identity with { RotationDegrees = degrees }), 44);
        Assert.Equal(21.5 + expectedX, cx, .05);
        Assert.Equal(21.5 + expectedY, cy, .05);
    }

    [Fact]
    public void A_shift_moves_right_and_down()
    {
        var result = Apply(Dot(20, 10), FaceTransform.Identity with { ShiftX = 3, ShiftY = -2 });
        Assert.Equal(255, result[(10 - 2 - 2) * 44 + 20 - 2 + 3]);
        Assert.Equal(255, result.Sum());
    }

    [Fact]
    public void A_scale_above_one_enlarges_about_the_centre()
    {
        var (x, y) = Centre(Apply(Dot(30, 20), FaceTransform.Identity with { Scale = 2 }), 44);
        Assert.Equal(21.5 + 2 * 6.5, x, .05);
        Assert.Equal(21.5 - 2 * 3.5, y, .05);
    }

    [Fact]
    public void A_positive_shear_moves_the_lower_part_to_the_right()
    {
        var (x, y) = Centre(Apply(Dot(20, 40), FaceTransform.Identity with { ShearDegrees = 45 }), 44);
        Assert.Equal(18 + 16.5, x, .05);
        Assert.Equal(38, y, .05);
    }

    [Fact]
    public void Steps_combine_in_the_documented_order()
    {
        // Flip, shear, rotate, magnify, move: checked against the same steps on the dot's own coordinates.
        var transform = FaceTransform.Identity with
        {
            Flip = true,
            ShearDegrees = 10,
            RotationDegrees = 25,
            Scale = 1.3f,
            ShiftX = 2.5f,
            ShiftY = -1.5f
        };
        double x = -(28 - 23.5), y = 17 - 23.5, radians = 25 * Math.PI / 180;
        x += Math.Tan(10 * Math.PI / 180) * y;
        (x, y) = (x * Math.Cos(radians) + y * Math.Sin(radians), -x * Math.Sin(radians) + y * Math.Cos(radians));
        var (cx, cy) = Centre(Apply(Dot(28, 17), transform), 44);
        Assert.Equal(21.5 + 1.3 * x + 2.5, cx, .1);
        Assert.Equal(21.5 + 1.3 * y - 1.5, cy, .1);
    }

    [Fact]
    public void A_larger_output_magnifies_the_same_crop()
    {
        var (x, y) = Centre(Apply(Dot(30, 20), FaceTransform.Identity, Raw with { OutputSize = 88, CropSize = 44 }), 88);
        Assert.Equal(43.5 + 2 * 6.5, x, .05);
        Assert.Equal(43.5 - 2 * 3.5, y, .05);
    }

    [Fact]
    public void Beyond_the_border_the_face_goes_on_with_its_last_pixels()
    {
        var face = new byte[48 * 48];
        Array.Fill(face, (byte)90);
        Assert.All(Apply(face, FaceTransform.Identity with { ShiftX = 30, ShiftY = -40, RotationDegrees = 33, Scale = .3f }),
            value => Assert.Equal(90, value));
    }

    [Fact]
    public void Flipping_twice_is_nothing_and_a_flip_mirrors()
    {
        float[] plain = Apply(RandomFace(), FaceTransform.Identity),
            flipped = Apply(RandomFace(), FaceTransform.Identity with { Flip = true });
        Assert.Equal(plain[0], flipped[43]);
        Assert.Equal(plain[43 * 44 + 5], flipped[43 * 44 + 38]);
        Augmenter.FlipHorizontally(flipped, 44);
        Assert.Equal(plain, flipped);
        var crop = new float[44 * 44];
        new Augmenter(Raw).CentreCrop(RandomFace(), 48, 48, crop, flip: true);
        Augmenter.FlipHorizontally(crop, 44);
        Assert.Equal(plain, crop);
    }

    [Fact]
    public void Brightness_and_contrast_stay_within_what_a_byte_holds()
    {
        var face = RandomFace();
        var plain = Apply(face, FaceTransform.Identity);
        var bright = Apply(face, FaceTransform.Identity with { Brightness = .2f });
        var flat = Apply(face, FaceTransform.Identity with { Contrast = .5f }, Raw with { Mean = 100 });
        for (var i = 0; i < plain.Length; i++)
        {
            Assert.Equal(Math.Min(255, plain[i] + 51), bright[i], .001f);
            Assert.Equal((plain[i] - 100) / 2, flat[i], .001f);
        }
    }

    [Fact]
    public void Light_from_one_side_brightens_one_border_and_darkens_the_other()
    {
        var gray = Enumerable.Repeat((byte)100, 48 * 48).ToArray();

        var shaded = Apply(gray, FaceTransform.Identity with { ShadeX = 0.4f });

        Assert.InRange(shaded[43], 137, 140);
        Assert.InRange(shaded[0], 60, 63);
        Assert.Equal(100, shaded.Average(), 0.1f);
    }

    [Fact]
    public void Shading_comes_for_half_of_the_faces_and_changes_nothing_else_that_is_drawn()
    {
        var options = new AugmentationOptions { NoiseDeviation = 5, BlurDeviation = 1 };
        var drawn = Enumerable.Range(0, 400).Select(row => (
            Without: FaceTransform.Draw(options, 3, 1, row),
            With: FaceTransform.Draw(options with { Shading = 0.4f }, 3, 1, row))).ToList();

        Assert.All(drawn, d => Assert.Equal(d.Without, d.With with { ShadeX = 0, ShadeY = 0 }));
        Assert.InRange(drawn.Count(d => d.With.ShadeX != 0), 150, 250);
        Assert.All(drawn, d => Assert.InRange(MathF.Sqrt(d.With.ShadeX * d.With.ShadeX + d.With.ShadeY * d.With.ShadeY), 0, 0.4f));
    }

    [Fact]
    public void Noise_has_the_asked_deviation()
    {
        var face = new byte[48 * 48];
        Array.Fill(face, (byte)128);
        var noisy = Apply(face, FaceTransform.Identity with { NoiseDeviation = 10, NoiseSeed = 8 });
        var mean = noisy.Average();
        Assert.Equal(128, mean, 1f);
        Assert.Equal(10, Math.Sqrt(noisy.Average(v => (v - mean) * (v - mean))), .6);
    }

    [Theory]
    [InlineData(.5f)]
    [InlineData(1.6f)]
    public void Blur_spreads_a_dot_by_the_asked_deviation_and_keeps_its_light(float deviation)
    {
        var blurred = Apply(Dot(24, 20), FaceTransform.Identity with { BlurDeviation = deviation });
        Assert.Equal(255, blurred.Sum(), .1f);
        var (x, y) = Centre(blurred, 44);
        Assert.Equal(22, x, .001);
        Assert.Equal(18, y, .001);
        double Spread(Func<int, double> distance) => Math.Sqrt(blurred.Select((value, i) => value / 255 * Math.Pow(distance(i), 2)).Sum());
        // A kernel of whole pixels that ends at two and a half deviations is a little off what it stands for.
        Assert.Equal(deviation, Spread(i => i % 44 - x), .08);
        Assert.Equal(deviation, Spread(i => i / 44 - y), .08);
    }

    [Fact]
    public void Blur_goes_on_beyond_the_border_with_the_last_pixels()
    {
        var face = new byte[48 * 48];
        Array.Fill(face, (byte)200);
        Assert.All(Apply(face, FaceTransform.Identity with { BlurDeviation = 2 }), value => Assert.Equal(200, value, .01f));
    }

    [Fact]
    public void Noise_and_blur_come_as_often_as_asked()
    {
        var options = new AugmentationOptions { NoiseDeviation = 20, NoiseProbability = .2f, BlurDeviation = 1.5f, BlurProbability = .3f };
        var drawn = Enumerable.Range(0, 20_000).Select(row => FaceTransform.Draw(options, 42, 1, row)).ToList();
        Assert.Equal(.2, drawn.Average(t => t.NoiseDeviation > 0 ? 1.0 : 0), .01);
        Assert.Equal(.3, drawn.Average(t => t.BlurDeviation > 0 ? 1.0 : 0), .01);
        Assert.InRange(drawn.Max(t => t.NoiseDeviation), 19.5, 20);
        Assert.InRange(drawn.Max(t => t.BlurDeviation), 1.45, 1.5);
        Assert.Equal(.06, drawn.Average(t => t.NoiseDeviation > 0 && t.BlurDeviation > 0 ? 1.0 : 0), .01);
    }

    [Fact]
    public void Erasing_covers_the_rectangle_and_nothing_else()
    {
        var face = RandomFace();
        var erased = Apply(face, FaceTransform.Identity with { Erased = new ErasedArea(5, 7, 10, 20), NoiseSeed = 2 });
        var plain = Apply(face, FaceTransform.Identity);
        var changed = Enumerable.Range(0, plain.Length).Where(i => plain[i] != erased[i]).ToList();
        Assert.True(changed.Count > 190);
        Assert.All(changed, i => Assert.True(i % 44 is >= 5 and < 15 && i / 44 is >= 7 and < 27));
        Assert.All(erased, value => Assert.InRange(value, 0, 255));
    }

    [Fact]
    public void A_variation_depends_on_seed_epoch_and_row_alone()
    {
        var faces = new FaceDataset("x", 48, 48, [.. Enumerable.Range(0, 40).SelectMany(RandomFace)], new Emotion[40],
            new Split[40], [.. Enumerable.Range(100, 40)]);
        var augmenter = new Augmenter(new AugmentationOptions { NoiseDeviation = 5, ErasingProbability = .5f });
        int[] order = [.. Enumerable.Range(0, 40)];
        var together = new float[40 * augmenter.OutputLength];
        augmenter.Apply(faces, order, 1, 2, together);
        var apart = new float[together.Length];
        Parallel.For(0, 40, i => augmenter.Apply(
            faces, order.AsSpan(39 - i, 1), 1, 2, apart.AsSpan((39 - i) * augmenter.OutputLength, augmenter.OutputLength)));
        Assert.Equal(together, apart);

        var subset = new float[augmenter.OutputLength];
        augmenter.Apply(faces.Select([17]), [0], 1, 2, subset);
        Assert.Equal(together[(17 * augmenter.OutputLength)..(18 * augmenter.OutputLength)], subset);

        Assert.NotEqual(FaceTransform.Draw(augmenter.Options, 1, 2, 3), FaceTransform.Draw(augmenter.Options, 2, 2, 3));
        Assert.NotEqual(FaceTransform.Draw(augmenter.Options, 1, 2, 3), FaceTransform.Draw(augmenter.Options, 1, 3, 3));
        Assert.NotEqual(FaceTransform.Draw(augmenter.Options, 1, 2, 3), FaceTransform.Draw(augmenter.Options, 1, 2, 4));
    }

    [Fact]
    public void Draws_fill_their_limits_and_keep_within()
    {
        var options = new AugmentationOptions
        {
            RotationDegrees = 10,
            ScaleMin = .8f,
            ScaleMax = 1.2f,
            ShiftPixels = 4,
            FlipProbability = .5f,
            ErasingProbability = .3f
        };
        var drawn = Enumerable.Range(0, 20_000).Select(row => FaceTransform.Draw(options, 42, row % 7, row)).ToList();
        Assert.Equal(.5, drawn.Average(t => t.Flip ? 1.0 : 0), .02);
        Assert.Equal(.3, drawn.Average(t => t.Erased.Width > 0 ? 1.0 : 0), .02);
        Assert.Equal(0, drawn.Average(t => t.RotationDegrees), .2);
        Assert.InRange(drawn.Max(t => t.RotationDegrees), 9.9, 10);
        Assert.InRange(drawn.Min(t => t.RotationDegrees), -10, -9.9);
        Assert.InRange(drawn.Min(t => t.Scale), .8, .801);
        Assert.InRange(drawn.Max(t => t.Scale), 1.199, 1.2);
        Assert.InRange(drawn.Max(t => t.ShiftX), 3.99, 4);
        Assert.All(drawn, t => Assert.True(t.Erased.X + t.Erased.Width <= 44 && t.Erased.Y + t.Erased.Height <= 44));
    }

    [Fact]
    public void Senseless_limits_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new Augmenter(new AugmentationOptions { FlipProbability = 1.5f }));
        Assert.Throws<ArgumentException>(() => new Augmenter(new AugmentationOptions { ScaleMin = 2 }));
        Assert.Throws<ArgumentException>(() => new Augmenter(new AugmentationOptions { Deviation = 0 }));
        Assert.Throws<ArgumentException>(
            () => new Augmenter(new AugmentationOptions()).CentreCrop(new byte[5], 48, 48, new float[44 * 44]));
        Assert.Throws<ArgumentException>(
            () => new Augmenter(new AugmentationOptions()).CentreCrop(new byte[48 * 48], 48, 48, new float[5]));
    }

    [Fact]
    public void The_normalisation_is_FER2013s()
    {
        var training = new SplitRules().Apply(RealData.FerWithVotes()).Faces.Only(Split.Training);
        double sum = 0, squares = 0;
        foreach (var pixel in training.Pixels)
        {
            sum += pixel;
            squares += pixel * pixel;
        }
        var mean = sum / training.Pixels.Length;
        Assert.Equal(FerNormalisation.Mean, mean, .05);
        Assert.Equal(FerNormalisation.Deviation, Math.Sqrt(squares / training.Pixels.Length - mean * mean), .05);
    }
}
