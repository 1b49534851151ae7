using Affekt.Neural.Kernels;
using Affekt.Neural.Kernels.Elements;
using Affekt.Neural.Tensors;

namespace Affekt.Neural;

/// <summary>
/// Batch normalisation (Ioffe and Szegedy, 2015), with the ReLU that nearly always follows it. In training the whole batch
/// must be seen before a single result is known, so the training plan runs it in steps.
/// </summary>
public sealed class BatchNormLayer : Layer
{
    /// <summary>Added to the variance unless a network says otherwise.</summary>
    public const float DefaultEpsilon = 1e-5f;

    private readonly AlignedBuffer _scale, _shift, _mean, _ofGradient, _ofInput, _constant;
    private readonly double[] _inverseDeviation;
    private Shard[] _shards = [];

    internal BatchNormLayer(string name, Layer input, bool hasRelu, float epsilon = DefaultEpsilon) : base(name, input.Shape, input)
    {
        Epsilon = epsilon;
        HasRelu = hasRelu;
        var channels = input.Shape.Channels;
        Gamma = new Parameter(name + ".gamma", [channels], ParameterKind.Offset);
        Beta = new Parameter(name + ".beta", [channels], ParameterKind.Offset);
        RunningMean = new Parameter(name + ".mean", [channels], ParameterKind.Statistic);
        RunningVariance = new Parameter(name + ".variance", [channels], ParameterKind.Statistic);
        Gamma.Values.Fill(1);
        RunningVariance.Values.Fill(1);
        (_scale, _shift, _mean) = (new(channels), new(channels), new(channels));
        (_ofGradient, _ofInput, _constant) = (new(channels), new(channels), new(channels));
        _inverseDeviation = new double[channels];
    }

    /// <summary>The share of the running statistics that a batch replaces.</summary>
    public double Momentum { get; set; } = 0.1;

    /// <summary>Added to the variance, so that a constant channel is no division by zero.</summary>
    public float Epsilon { get; }

    /// <summary>True when negative results become zero.</summary>
    public bool HasRelu { get; }

    /// <summary>The learnt standard deviation of the result: [channels].</summary>
    public Parameter Gamma { get; }

    /// <summary>The learnt mean of the result: [channels].</summary>
    public Parameter Beta { get; }

    /// <summary>The input's mean over recent batches: [channels].</summary>
    public Parameter RunningMean { get; }

    /// <summary>The input's unbiased variance over recent batches: [channels].</summary>
    public Parameter RunningVariance { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [Gamma, Beta, RunningMean, RunningVariance];

    internal override bool IsRecomputed => true;

    internal override bool BackwardReadsInputs => true;

    internal override Layer Rebuild(IReadOnlyList<Layer> inputs) =>
        new BatchNormLayer(Name, inputs[0], HasRelu, Epsilon) { Momentum = Momentum };

    internal override void Prepare(ConvolutionKernel kernel, LayerUse use)
    {
        if (use == LayerUse.Training)
            return;
        for (var c = 0; c < Shape.Channels; c++)
            SetScale(c, RunningMean.Values[c], RunningVariance.Values[c]);
    }

    internal override void Forward(LayerContext context) =>
        ChannelKernels.Affine(context.Value(Inputs[0]), _scale, _shift, HasRelu, context.Value(this));

    /// <summary>Gives the input its gradient; <see cref="FinishGradients"/> has run.</summary>
    internal override void Backward(LayerContext context)
    {
        if (context.InputGradient(this, 0, out var accumulate) is { } inputGradient)
            ChannelKernels.NormGradient(context.Value(Inputs[0]), context.Gradient(this), _scale, _shift, HasRelu, _ofGradient,
                _ofInput, _constant, accumulate, inputGradient);
    }

    /// <summary>Forgets the last batch.</summary>
    internal void BeginBatch(int shards)
    {
        if (_shards.Length != shards)
            _shards = [.. Enumerable.Range(0, shards).Select(_ => new Shard(Shape.Channels))];
        foreach (var shard in _shards)
            shard.Clear();
    }

    /// <summary>First sight of a group's inputs.</summary>
    internal void GatherMoments(LayerContext context, int shard) =>
        ChannelKernels.AccumulateMoments(
            context.Value(Inputs[0]), ref _shards[shard].Count, _shards[shard].Mean, _shards[shard].Deviations);

    /// <summary>The whole batch has been seen: the scale and shift of this step, and the running statistics.</summary>
    internal void FinishMoments()
    {
        for (var c = 0; c < Shape.Channels; c++)
        {
            long count = 0;
            double mean = 0, deviations = 0;
            foreach (var shard in _shards)
            {
                if (shard.Count == 0)
                    continue;
                var difference = shard.Mean[c] - mean;
                var total = count + shard.Count;
                mean += difference * shard.Count / total;
                deviations += shard.Deviations[c] + difference * difference * count * shard.Count / total;
                count = total;
            }
            SetScale(c, mean, deviations / count);
            RunningMean.Values[c] += (float)(Momentum * (mean - RunningMean.Values[c]));
            RunningVariance.Values[c] += (float)(Momentum * (deviations / Math.Max(count - 1, 1) - RunningVariance.Values[c]));
        }
    }

    /// <summary>A group's output gradients are known.</summary>
    internal void GatherGradients(LayerContext context, int shard) =>
        ChannelKernels.AccumulateNormGradients(context.Value(Inputs[0]), context.Gradient(this), _scale, _shift, _mean, HasRelu,
            _shards[shard].GradientSums, _shards[shard].ProductSums);

    /// <summary>All output gradients are known: the parameters' gradients, and the coefficients of the input's.</summary>
    /// <param name="gradients">Where the gradients of gamma and beta are added.</param>
    internal void FinishGradients(ParameterGradients gradients)
    {
        var count = _shards.Sum(s => s.Count);
        var (ofGamma, ofBeta) = (gradients.Of(Gamma), gradients.Of(Beta));
        for (var c = 0; c < Shape.Channels; c++)
        {
            double gradientSum = 0, productSum = 0;
            foreach (var shard in _shards)
            {
                gradientSum += shard.GradientSums[c];
                productSum += shard.ProductSums[c];
            }
            var inverse = _inverseDeviation[c];
            if (ofGamma is not null)
                ofGamma.Span[c] += (float)(productSum * inverse);
            if (ofBeta is not null)
                ofBeta.Span[c] += (float)gradientSum;
            var scale = Gamma.Values[c] * inverse;
            var slope = -scale * inverse * inverse * productSum / count;
            _ofGradient.Span[c] = (float)scale;
            _ofInput.Span[c] = (float)slope;
            _constant.Span[c] = (float)(-scale * gradientSum / count - slope * _mean.Span[c]);
        }
    }

    /// <summary>The factor and addend that the running statistics amount to, for channel <paramref name="channel"/>.</summary>
    internal (double Scale, double Shift) Affine(int channel)
    {
        var scale = Gamma.Values[channel] / Math.Sqrt(RunningVariance.Values[channel] + Epsilon);
        return (scale, Beta.Values[channel] - RunningMean.Values[channel] * scale);
    }

    private void SetScale(int channel, double mean, double variance)
    {
        _inverseDeviation[channel] = 1 / Math.Sqrt(variance + Epsilon);
        var scale = Gamma.Values[channel] * _inverseDeviation[channel];
        _mean.Span[channel] = (float)mean;
        _scale.Span[channel] = (float)scale;
        _shift.Span[channel] = (float)(Beta.Values[channel] - mean * scale);
    }

    private sealed class Shard(int channels)
    {
        public long Count;
        public readonly double[] Mean = new double[channels];
        public readonly double[] Deviations = new double[channels];
        public readonly double[] GradientSums = new double[channels];
        public readonly double[] ProductSums = new double[channels];

        public void Clear()
        {
            Count = 0;
            Array.Clear(Mean);
            Array.Clear(Deviations);
            Array.Clear(GradientSums);
            Array.Clear(ProductSums);
        }
    }
}
