using System.Diagnostics;
using Affekt.Benchmarks;
using Affekt.Neural;
using Affekt.Neural.Kernels;
using Affekt.Neural.Memory;

var peak = FmaPeak.Measure();
Console.WriteLine($"peak {peak:F1} GFLOP/s one thread; {KernelFactory.Reason}");
foreach (var kernel in KernelFactory.Supported.Where(k => k.Name != "reference"))
    foreach (var (size, cin, cout, images) in new[] { (48, 1, 32, 1), (48, 32, 32, 1), (44, 32, 32, 1), (24, 64, 64, 1), (22, 64, 64, 1), (12, 128, 128, 1), (11, 128, 128, 2), (6, 256, 256, 8), (5, 256, 256, 8) })
    {
        var g = new ConvolutionGeometry(3, 3, 1, 1);
        var input = TensorStorage.ForBatch(new Shape(size, size, cin), 1, images).View(0, images, 0);
        var output = TensorStorage.ForBatch(new Shape(size, size, cout), 1, images).View(0, images, 0);
        var w = new PackedWeights(9, cin, cout, kernel.PanelWidth);
        var dw = new AlignedBuffer(9 * cin * cout);
        var flops = 2.0 * 9 * cin * cout * size * size * images;
        unsafe
        {
            double Time(Action a)
            {
                a(); a();
                var best = double.MaxValue;
                for (var i = 0; i < 15; i++)
                {
                    var t = Stopwatch.GetTimestamp();
                    for (var k = 0; k < 3; k++) a();
                    best = Math.Min(best, Stopwatch.GetElapsedTime(t).TotalSeconds / 3);
                }
                return flops / best / 1e9 / peak * 100;
            }
            var f = Time(() => kernel.Forward(g, input, w, null, false, false, output));
            var b = Time(() => kernel.BackwardWeights(g, input, output, dw.Pointer));
            Console.WriteLine($"{kernel.Name,10} {size}x{size} {cin}->{cout} x{images}: forward {f:F0} %, weights {b:F0} %");
        }
    }
