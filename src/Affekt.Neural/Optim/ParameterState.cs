using System.Numerics;
using Affekt.Neural.Tensors;

namespace Affekt.Neural.Optim;

/// <summary>What training remembers for one parameter beside its values: the optimizer's memories and the moving average.</summary>
internal sealed class ParameterState
{
    public ParameterState(Parameter parameter, int memories)
    {
        Parameter = parameter;
        Average = new AlignedBuffer(parameter.Buffer.Length);
        parameter.Values.CopyTo(Average.Span);
        Memories = [.. Enumerable.Range(0, parameter.IsTrainable ? memories : 0).Select(_ => new AlignedBuffer(parameter.Buffer.Length))];
    }

    public Parameter Parameter { get; }

    /// <summary>The optimizer's: none for a frozen parameter.</summary>
    public AlignedBuffer[] Memories { get; }

    /// <summary>The exponential moving average of the values (Polyak and Juditsky, 1992).</summary>
    public AlignedBuffer Average { get; }

    /// <summary>Moves a part of the average towards the values by <paramref name="share"/>.</summary>
    public void UpdateAverage(Range part, float share)
    {
        var values = Parameter.Values[part];
        var average = Average.Span[part];
        var (i, lanes) = (0, Vector<float>.Count);
        for (; i <= values.Length - lanes; i += lanes)
        {
            var old = new Vector<float>(average[i..]);
            (old + (new Vector<float>(values[i..]) - old) * share).CopyTo(average[i..]);
        }
        for (; i < values.Length; i++)
            average[i] += (values[i] - average[i]) * share;
    }
}
