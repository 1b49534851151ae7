using System.Diagnostics;
using Affekt.Neural.Onnx;

namespace Affekt.Neural.Tests;

/// <summary>Random damage to a small model gives a model or the one typed exception, quickly and without much memory.</summary>
public class OnnxFuzzTests
{
    private const string Variable = "AFFEKT_FUZZ_ITERATIONS";
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    [Fact]
    public void Mutations_give_a_model_or_the_one_exception()
    {
        var iterations = int.TryParse(Environment.GetEnvironmentVariable(Variable), out var wanted) ? wanted : 20_000;
        var limits = new ModelLimits { MaxFileBytes = 1 << 20, MaxTensorElements = 1 << 16, MaxActivationElements = 1 << 20 };
        byte[][] seeds =
        [
            .. Samples.Networks.Keys.Select(
                n => new Model(Samples.Build(n), new Dictionary<string, string> { ["key"] = "value" }).ToBytes()),
            .. OnnxOperatorTests.Cases.Values.Select(c => c.Draw().ToBytes()),
        ];
        var random = new Random(20261120);
        var read = 0;
        for (var i = 0; i < iterations; i++)
        {
            var bytes = Mutate(seeds[random.Next(seeds.Length)], random);
            try
            {
                var (isModel, time, allocated) = Read(bytes, limits);
                read += isModel ? 1 : 0;
                // A pause of the machine is no hang: that takes its time every time.
                for (var attempt = 0; attempt < 3 && time > Longest; attempt++)
                    (_, time, allocated) = Read(bytes, limits);
                Assert.True(time < Longest, $"It took {time}.");
                Assert.True(allocated < 512 << 20, $"It took {allocated >> 20} MB.");
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"Mutation {i}: {Convert.ToHexString(bytes)}", exception);
            }
        }
        Assert.InRange(read, 1, iterations - 1);
    }

    private static (bool IsModel, TimeSpan Time, long Allocated) Read(byte[] bytes, ModelLimits limits)
    {
        var (before, start, isModel) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp(), true);
        try
        {
            var model = Model.Parse(bytes, limits);
            if (model.Network.MultiplyAdds < 10_000_000)
                model.Predictor.Run(new float[model.Network.Input.Shape.Count], 1);
        }
        catch (ModelFormatException)
        {
            isModel = false;
        }
        return (isModel, Stopwatch.GetElapsedTime(start), GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static byte[] Mutate(byte[] seed, Random random)
    {
        var bytes = new List<byte>(seed);
        for (var count = random.Next(1, 4); count > 0; count--)
        {
            // The weights fill most of the file; what matters most stands between them, so short runs are moved about as well.
            var at = random.Next(bytes.Count);
            switch (random.Next(7))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 16), bytes.Count - at));
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(random.Next(bytes.Count / 2), random.Next(1, 16)));
                    break;
                case 4:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 5:
                    bytes.InsertRange(at, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F]);
                    break;
                default:
                    // Names, attributes and shapes are runs of small numbers and letters.
                    at = bytes.FindIndex(at, b => b is > 0 and < 128);
                    if (at >= 0)
                        bytes[at] = (byte)Math.Clamp(bytes[at] + random.Next(-3, 4), 0, 255);
                    break;
            }
            if (bytes.Count < 64)
                break;
        }
        return [.. bytes];
    }
}
