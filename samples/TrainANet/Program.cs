// Builds a small network, trains it, writes it as ONNX and runs it. Run: dotnet run --project samples/TrainANet
using Affekt.Neural;
using Affekt.Neural.Onnx;
using Affekt.Neural.Optim;
using Affekt.Neural.Tensors;
using Affekt.Neural.Training;

var path = Path.Combine(Path.GetTempPath(), $"left-or-right-{Environment.ProcessId}.onnx");
// Two classes of 8x8 images: bright on the left, bright on the right.
var random = new Random(1);
float[] Draw(int label) =>
    [.. Enumerable.Range(0, 64).Select(i => (float)random.NextDouble() + (i % 8 < 4 == (label == 0) ? 1 : 0))];

// snippet: train a net
var network = new Network(new Shape(8, 8, 1), seed: 1);
var x = network.MaxPool(network.BatchNorm(network.Convolution(network.Input, 16, kernelSize: 3)));
x = network.BatchNorm(network.Convolution(x, 32, kernelSize: 3));
network.AddOutput("class", network.Dense(network.Flatten(x), 2));

using var trainer = new Trainer(network, [new Loss("class")], new Sgd(0.9), batchSize: 16, workers: 2);
for (var step = 0; step < 40; step++)
{
    int[] labels = [.. Enumerable.Range(0, 16).Select(_ => random.Next(2))];
    float[] images = [.. labels.SelectMany(Draw)], targets = [.. labels.SelectMany(l => l == 0 ? new float[] { 1, 0 } : [0, 1])];
    trainer.Step(images, 16, [new Targets(targets)], learningRate: 0.02);
}
new Model(network, new Dictionary<string, string> { ["classes"] = "left,right" }).Save(path);
var logits = Model.Load(path).Predictor.Run(Draw(1), count: 1)["class"];
// end

Console.WriteLine(logits[1] > logits[0] ? "right" : "left");
File.Delete(path);
