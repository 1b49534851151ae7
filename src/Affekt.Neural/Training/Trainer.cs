using Affekt.Neural.Kernels;
using Affekt.Neural.Kernels.Elements;
using Affekt.Neural.Optim;
using Affekt.Neural.Tensors;
using Affekt.Neural.Threading;

namespace Affekt.Neural.Training;

/// <summary>
/// Trains a network, one batch a step. The batch is cut into a fixed number of shards, each with its own sums, that are
/// added in a fixed order: the result does not depend on how many threads there are.
/// </summary>
public sealed class Trainer : IDisposable
{
    private const int Shards = 8;
    private const int ChunkSize = 1 << 14;

    private readonly Network _network;
    private readonly Optimizer _optimizer;
    private readonly WorkerPool _pool;
    private readonly TrainingPlan _plan;
    private readonly LossMeter[] _meters;
    private readonly TensorStorage?[] _values;
    private readonly TensorStorage?[] _gradients;
    private readonly LayerContext[] _contexts;
    private readonly ParameterGradients[] _shardGradients;
    private readonly List<BatchNormLayer> _norms;
    private readonly ParameterState[] _states;
    private readonly (ParameterState State, Range Part)[] _chunks;
    private readonly ConvolutionKernel _kernel = KernelFactory.Best;
    private readonly ulong _seed;

    /// <param name="network">What to train; changed in place.</param>
    /// <param name="losses">What to minimise.</param>
    /// <param name="optimizer">How.</param>
    /// <param name="batchSize">The most images a step.</param>
    /// <param name="workers">How many threads.</param>
    /// <param name="averageDecay">How much of the moving average of the parameters stays each step; 0 turns it off.</param>
    /// <param name="seed">Decides dropout.</param>
    public Trainer(Network network, IReadOnlyList<Loss> losses, Optimizer optimizer, int batchSize, int workers,
        double averageDecay = 0, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(losses);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        (_network, _optimizer, _seed, BatchSize, AverageDecay) = (network, optimizer, seed, batchSize, averageDecay);
        _meters = [.. losses.Select(l => new LossMeter(l, HeadOf(network, l), Shards))];
        _plan = new TrainingPlan(network, [.. _meters.Select(m => m.Head)]);
        _pool = new WorkerPool(workers);
        _values = _plan.AllocateValues(batchSize, workers);
        _gradients = _plan.AllocateGradients(batchSize, workers);
        _contexts = [.. Enumerable.Range(0, workers).Select(_ => new LayerContext(network.Layers.Count, _kernel) { Flow = _plan.Flow })];
        _shardGradients = [.. Enumerable.Range(0, Shards).Select(_ => new ParameterGradients(network.Parameters))];
        _norms = [.. network.Layers.OfType<BatchNormLayer>().Where(n => _plan.Flow.Reaches[n.Index])];
        _states = [.. network.Parameters.Select(p => new ParameterState(p, optimizer.StateCount))];
        _chunks = [.. _states.SelectMany(s => Enumerable.Range(0, (s.Average.Length + ChunkSize - 1) / ChunkSize)
            .Select(i => (s, new Range(i * ChunkSize, Math.Min((i + 1) * ChunkSize, s.Average.Length)))))];
    }

    /// <summary>The most images a step.</summary>
    public int BatchSize { get; }

    /// <summary>How much of the moving average stays each step; 0 when there is none.</summary>
    public double AverageDecay { get; }

    /// <summary>How many steps were made.</summary>
    public long Steps { get; private set; }

    /// <summary>The threads, for other parallel work between steps.</summary>
    public WorkerPool Pool => _pool;

    /// <summary>Makes one step.</summary>
    /// <param name="images">[count, height, width, channels].</param>
    /// <param name="count">1 to <see cref="BatchSize"/>.</param>
    /// <param name="targets">One for each loss, in order.</param>
    /// <param name="learningRate">For this step.</param>
    /// <exception cref="TrainingDivergedException">The loss is not finite; the parameters are unchanged.</exception>
    public StepResult Step(ReadOnlyMemory<float> images, int count, IReadOnlyList<Targets> targets, double learningRate)
    {
        var statistics = _norms.SelectMany(n => new[] { n.RunningMean, n.RunningVariance })
            .Select(p => (Parameter: p, Values: p.Values.ToArray())).ToList();
        var result = ComputeGradients(images, count, targets);
        if (!double.IsFinite(result.Loss))
        {
            foreach (var (parameter, values) in statistics)
                values.CopyTo(parameter.Values);
            foreach (var chunk in _chunks)
                Gather(chunk.State.Parameter, chunk.Part, clear: true);
            throw new TrainingDivergedException(
                $"The loss is {result.Loss} at step {Steps + 1}; use a lower learning rate than {learningRate}, or look for " +
                $"bad values in the data.");
        }
        Steps++;
        var share = AverageDecay == 0 ? 1 : (float)(1 - Math.Min(AverageDecay, (1.0 + Steps) / (10.0 + Steps)));
        _pool.Run(_chunks.Length, (item, _) =>
        {
            var (state, part) = _chunks[item];
            if (state.Parameter.IsTrainable)
            {
                var gradient = Gather(state.Parameter, part, clear: false);
                var second = state.Memories.Length > 1 ? state.Memories[1].Span[part] : default;
                _optimizer.Update(learningRate, Steps, state.Parameter.Kind == ParameterKind.Weight, gradient,
                    state.Memories[0].Span[part], second, state.Parameter.Values[part]);
                gradient.Clear();
            }
            if (AverageDecay > 0)
                state.UpdateAverage(part, share);
        });
        return result;
    }

    /// <summary>Copies the averaged parameters (or, without an average, the present ones) into a network of the same structure.</summary>
    public void CopyAverageTo(Network other)
    {
        other.CopyParametersFrom(_network);
        if (AverageDecay == 0)
            return;
        foreach (var (state, parameter) in _states.Zip(other.Parameters))
            state.Average.Span.CopyTo(parameter.Values);
    }

    /// <summary>Forward and backward without a step: the gradients lie in the shards until <see cref="Gather"/> adds them up.</summary>
    internal StepResult ComputeGradients(ReadOnlyMemory<float> images, int count, IReadOnlyList<Targets> targets)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, BatchSize);
        var imageLength = _network.Input.Shape.Count;
        if (images.Length != count * imageLength)
            throw new ArgumentException(
                $"{count} images of {_network.Input.Shape} are {count * imageLength} numbers, got {images.Length}.", nameof(images));
        if (targets.Count != _meters.Length)
            throw new ArgumentException($"There are {_meters.Length} losses but {targets.Count} targets.", nameof(targets));
        for (var i = 0; i < _meters.Length; i++)
            _meters[i].Begin(targets[i], count);

        _pool.Run(_network.Layers.Count, (item, _) => _network.Layers[item].Prepare(_kernel, LayerUse.Training));
        foreach (var norm in _norms)
            norm.BeginBatch(Shards);
        _pool.Run(Shards, (shard, worker) =>
        {
            var (first, end) = ShardOf(shard, count);
            ElementKernels.FromContiguous(
                images.Span[(first * imageLength)..(end * imageLength)], _values[0]!.View(first, end - first, worker));
        });
        foreach (var phase in _plan.Forward)
        {
            Run(phase, count);
            foreach (var norm in phase.Norms)
                norm.FinishMoments();
        }
        foreach (var phase in _plan.Backward)
        {
            Run(phase, count);
            foreach (var norm in phase.Norms)
                norm.FinishGradients(_shardGradients[0]);
        }
        var results = _meters.Select(m => m.Finish()).ToList();
        return new StepResult(results.Sum(r => r.Contribution), [.. results.Select(r => (r.Loss, r.Accuracy))]);
    }

    /// <summary>Adds the shards' gradients of a part of a parameter, in order; the sum is left in the first shard.</summary>
    internal Span<float> Gather(Parameter parameter, Range part, bool clear)
    {
        if (_shardGradients[0].Of(parameter) is not { } first)
            return default;
        var sum = first.Span[part];
        for (var shard = 1; shard < Shards; shard++)
        {
            var addend = _shardGradients[shard].Of(parameter)!.Span[part];
            ElementKernels.Add(sum, addend, sum);
            addend.Clear();
        }
        if (clear)
            sum.Clear();
        return sum;
    }

    /// <summary>The optimizer's memories and the averages, for a checkpoint.</summary>
    internal IReadOnlyList<ParameterState> States => _states;

    internal void RestoreSteps(long steps) => Steps = steps;

    /// <summary>Ends the threads.</summary>
    public void Dispose() => _pool.Dispose();

    private void Run(Phase phase, int count) => _pool.Run(Shards, (shard, worker) =>
    {
        var context = _contexts[worker];
        context.ParameterGradients = _shardGradients[shard];
        context.StepSeed = CounterRandom.Mix(_seed ^ CounterRandom.Mix((ulong)Steps));
        var (first, end) = ShardOf(shard, count);
        for (; first < end; first += phase.GroupSize)
        {
            var images = Math.Min(phase.GroupSize, end - first);
            context.FirstImage = first;
            foreach (var layer in phase.Touched)
            {
                if (_values[layer.Index] is { } values)
                    context.SetValue(layer, values.View(first, images, worker));
                if (_gradients[layer.Index] is { } gradients)
                    context.SetGradient(layer, gradients.View(first, images, worker));
            }
            foreach (var step in phase.Steps)
                Run(step, context, shard);
        }
    });

    private void Run(Step step, LayerContext context, int shard)
    {
        switch (step.Kind)
        {
            case StepKind.Forward:
                step.Layer.Forward(context);
                break;
            case StepKind.GatherMoments:
                ((BatchNormLayer)step.Layer).GatherMoments(context, shard);
                break;
            case StepKind.Loss:
                Array.Find(_meters, m => m.Head == step.Layer)!.Gather(context, shard);
                break;
            case StepKind.Backward:
                step.Layer.Backward(context);
                break;
            case StepKind.GatherGradients:
                ((BatchNormLayer)step.Layer).GatherGradients(context, shard);
                break;
        }
    }

    private static (int First, int End) ShardOf(int shard, int count) => (shard * count / Shards, (shard + 1) * count / Shards);

    private static Layer HeadOf(Network network, Loss loss) =>
        !network.Outputs.TryGetValue(loss.Output, out var head)
            ? throw new ArgumentException(
            $"The network has no output named {loss.Output}; it has {string.Join(", ", network.Outputs.Keys)}.", nameof(loss))
        : loss.Function is null && head.Shape.Pixels != 1
            ? throw new ArgumentException($"Output {loss.Output} is {head.Shape}, but a loss needs a vector.", nameof(loss))
        : head;
}
