using System.Security.Cryptography;
using Affekt.Neural;
using Affekt.Neural.Onnx;
using Affekt.Neural.Tensors;
using Affekt.Vision;

namespace Affekt.Testing;

/// <summary>
/// A real detector around a hand-made network that takes each white cell of 8x8 pixels for the middle of an upright face of 24
/// pixels: for what is about the way, not about the answer.
/// </summary>
internal static class SmallDetector
{
    /// <summary>Pixels a side of what it takes for a face.</summary>
    public const double FaceSide = 24;

    /// <summary>The model's file.</summary>
    public static byte[] Model(Func<FaceModelInfo, FaceModelInfo>? change = null)
    {
        var network = new Network(new Shape(32, 32, 1));
        foreach (var stride in (int[])[8, 16, 32])
        {
            var map = (ConvolutionLayer)network.Convolution(
                network.Input, FaceCode.Length, stride, stride, padding: 0, bias: true, name: $"faces{stride}");
            map.Weight.Values.Clear();
            map.Bias!.Values.Clear();
            // White is 2 after normalisation: a logit of 20; what is not all white is far below 0.
            map.Bias.Values[0] = stride == 8 ? -60 : -20;
            if (stride == 8)
            {
                for (var i = 0; i < map.Weight.Values.Length; i += FaceCode.Length)
                    map.Weight.Values[i] = 40f / (stride * stride);
                map.Bias.Values[3] = map.Bias.Values[4] = (float)Math.Log(FaceSide / stride);
                float[] landmarks = [-0.6f, -0.4f, 0.6f, -0.4f, 0, 0.3f, -0.5f, 0.9f, 0.5f, 0.9f];
                landmarks.CopyTo(map.Bias.Values[FaceCode.FirstLandmark..]);
            }
            network.AddOutput($"faces{stride}", map);
        }
        var info = new FaceModelInfo();
        return new Model(network, (change?.Invoke(info) ?? info).ToMetadata()).ToBytes();
    }

    /// <summary>The detector.</summary>
    public static FaceDetector Create(FaceDetectorOptions? options = null) => new(Model(), options);

    /// <summary>Adds the detector to a folder with the small reader.</summary>
    public static void Save(string folder)
    {
        SmallReader.Save(folder);
        var model = Model();
        File.WriteAllBytes(Path.Combine(folder, "face.onnx"), model);
        var path = Path.Combine(folder, "manifest.json");
        File.WriteAllText(path, File.ReadAllText(path)
            .Replace("] }", $$""", { "name": "face", "file": "face.onnx", "version": "test", "sha256": "{{Convert.ToHexString(SHA256.HashData(model))}}" } ] }""", StringComparison.Ordinal));
    }
}
