using Affekt.Neural.Tensors;

namespace Affekt.Neural.Training;

/// <summary>
/// The order in which a network is trained. Everything but batch normalisation can be done for a few images at a time while
/// they are in cache; batch normalisation must see the whole batch twice, once on the way forward and once on the way back.
/// Those are the borders between phases. Within a phase cheap results live in small scratch memory and are computed again
/// in the backward pass; only what crosses a border is kept for the whole batch.
/// </summary>
internal sealed class TrainingPlan
{
    private const int PixelsWorthAGroup = 1600;
    private const int LargestGroup = 16;

    private readonly Network _network;
    private readonly IReadOnlyList<Layer> _heads;
    private readonly int[] _forwardPhase;
    private readonly int[] _backwardPhase;

    /// <param name="network">What to train.</param>
    /// <param name="heads">The layers that a loss reads.</param>
    public TrainingPlan(Network network, IReadOnlyList<Layer> heads)
    {
        (_network, _heads) = (network, heads);
        Flow = new GradientFlow(network.Layers, heads);
        _forwardPhase = new int[network.Layers.Count];
        _backwardPhase = new int[network.Layers.Count];
        AssignPhases();
        Forward = [.. Enumerable.Range(0, _forwardPhase.Max() + 1).Select(ForwardPhase)];
        Backward = [.. Enumerable.Range(0, BackwardPhases()).Select(BackwardPhase)];
    }

    public GradientFlow Flow { get; }

    public IReadOnlyList<Phase> Forward { get; }

    public IReadOnlyList<Phase> Backward { get; }

    /// <summary>Memory for every value that the plan touches.</summary>
    public TensorStorage?[] AllocateValues(int batchSize, int workers)
    {
        var borders = Borders.OfValues(_network.Layers);
        return [.. _network.Layers.Select(l => !Flow.Reaches[l.Index] ? null
            : l.IsRecomputed ? TensorStorage.ForWorkers(l.Shape, borders[l.Index], LargestGroupFor(l), workers)
            : TensorStorage.ForBatch(l.Shape, borders[l.Index], batchSize))];
    }

    /// <summary>Memory for every gradient that the plan touches.</summary>
    public TensorStorage?[] AllocateGradients(int batchSize, int workers) =>
        [.. _network.Layers.Select(l => !Flow.RunsBackward(l) ? null
            : GradientPhases(l).Distinct().Count() == 1 ? TensorStorage.ForWorkers(l.Shape, l.GradientBorder, LargestGroupFor(l), workers)
            : TensorStorage.ForBatch(l.Shape, l.GradientBorder, batchSize))];

    private int LargestGroupFor(Layer layer) =>
        Forward.Concat(Backward).Where(p => p.Touches(layer)).Select(p => p.GroupSize).DefaultIfEmpty(1).Max();

    private void AssignPhases()
    {
        foreach (var layer in _network.Layers)
            _forwardPhase[layer.Index] = layer.Inputs.Select(i => _forwardPhase[i.Index]).DefaultIfEmpty(0).Max()
                + (layer is BatchNormLayer ? 1 : 0);
        foreach (var layer in _network.Layers.Reverse().Where(Flow.RunsBackward))
            foreach (var input in layer.Inputs)
                _backwardPhase[input.Index] = Math.Max(_backwardPhase[input.Index], WritesInputGradientsIn(layer));
    }

    /// <summary>A batch normalisation gathers in one phase and gives its input a gradient in the next.</summary>
    private int WritesInputGradientsIn(Layer layer) => _backwardPhase[layer.Index] + (layer is BatchNormLayer ? 1 : 0);

    private int BackwardPhases() => _network.Layers.Where(Flow.RunsBackward).Select(WritesInputGradientsIn).DefaultIfEmpty(0).Max() + 1;

    private IEnumerable<int> GradientPhases(Layer layer)
    {
        yield return _backwardPhase[layer.Index];
        yield return WritesInputGradientsIn(layer);
        if (_heads.Contains(layer))
            yield return 0;
        foreach (var reader in _network.Layers.Where(l => Flow.RunsBackward(l) && l.Inputs.Contains(layer)))
            yield return WritesInputGradientsIn(reader);
    }

    private Phase ForwardPhase(int phase)
    {
        bool IsDue(Layer layer) => Flow.Reaches[layer.Index] && _forwardPhase[layer.Index] == phase;
        var norms = _network.Layers.OfType<BatchNormLayer>().Where(n => IsDueInput(n.Inputs[0]) && Flow.Reaches[n.Index]).ToList();
        bool IsDueInput(Layer layer) => _forwardPhase[layer.Index] == phase;
        var wanted = _network.Layers.Where(l => IsDue(l) && !l.IsRecomputed).Concat(norms.Select(n => n.Inputs[0]));
        var steps = WithRecomputed(wanted, includeKept: l => IsDue(l)).Select(l => new Step(StepKind.Forward, l))
            .Concat(norms.Select(n => new Step(StepKind.GatherMoments, n)));
        return PhaseOf(steps);
    }

    private Phase BackwardPhase(int phase)
    {
        var steps = new List<Step>();
        var wanted = new List<Layer>();
        if (phase == 0)
        {
            steps.AddRange(_heads.Select(h => new Step(StepKind.Loss, h)));
            wanted.AddRange(_heads);
        }
        foreach (var layer in _network.Layers.Reverse().Where(Flow.RunsBackward))
        {
            if (layer is BatchNormLayer && _backwardPhase[layer.Index] == phase)
                steps.Add(new Step(StepKind.GatherGradients, layer));
            else if (WritesInputGradientsIn(layer) == phase)
                steps.Add(new Step(StepKind.Backward, layer));
            else
                continue;
            if (layer.BackwardReadsInputs)
                wanted.AddRange(layer.Inputs);
            if (layer.BackwardReadsOutput)
                wanted.Add(layer);
        }
        return PhaseOf(WithRecomputed(wanted, includeKept: _ => false).Select(l => new Step(StepKind.Forward, l)).Concat(steps));
    }

    /// <summary>The layers to run, in order, so that the wanted results are there, given that all kept results are.</summary>
    private IEnumerable<Layer> WithRecomputed(IEnumerable<Layer> wanted, Func<Layer, bool> includeKept)
    {
        var needed = new HashSet<Layer>();
        var open = new Stack<Layer>(wanted);
        while (open.TryPop(out var layer))
            if ((layer.IsRecomputed || includeKept(layer)) && needed.Add(layer))
                foreach (var input in layer.Inputs)
                    open.Push(input);
        return _network.Layers.Where(needed.Contains);
    }

    private static Phase PhaseOf(IEnumerable<Step> steps)
    {
        var list = steps.ToList();
        var fewestPixels = list.Where(s => s.Kind is StepKind.Forward or StepKind.Backward && s.Layer is ConvolutionLayer)
            .Select(s => s.Layer.Shape.Pixels).DefaultIfEmpty(PixelsWorthAGroup).Min();
        return new Phase(list, Math.Clamp((PixelsWorthAGroup + fewestPixels - 1) / fewestPixels, 1, LargestGroup));
    }
}

/// <summary>What happens in one step of a phase.</summary>
internal enum StepKind
{
    Forward,
    GatherMoments,
    Loss,
    Backward,
    GatherGradients,
}

internal readonly record struct Step(StepKind Kind, Layer Layer);

/// <summary>Steps that are done for one group of images after the other, without looking at other images.</summary>
internal sealed class Phase
{
    private readonly HashSet<Layer> _touched;

    public Phase(IReadOnlyList<Step> steps, int groupSize)
    {
        (Steps, GroupSize) = (steps, groupSize);
        _touched = [.. steps.SelectMany(s => s.Layer.Inputs.Append(s.Layer))];
        Norms = [.. steps.Where(s => s.Kind is StepKind.GatherMoments or StepKind.GatherGradients).Select(s => (BatchNormLayer)s.Layer)];
    }

    public IReadOnlyList<Step> Steps { get; }

    /// <summary>How many images are taken at a time.</summary>
    public int GroupSize { get; }

    /// <summary>The batch normalisations whose sums are complete when the phase ends.</summary>
    public IReadOnlyList<BatchNormLayer> Norms { get; }

    public IEnumerable<Layer> Touched => _touched;

    public bool Touches(Layer layer) => _touched.Contains(layer);
}
