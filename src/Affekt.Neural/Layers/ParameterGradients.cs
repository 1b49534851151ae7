using Affekt.Neural.Tensors;

namespace Affekt.Neural;

/// <summary>Gradients of the trainable parameters, gathered over one shard of a batch.</summary>
internal sealed class ParameterGradients
{
    private readonly Dictionary<Parameter, AlignedBuffer> _buffers;

    public ParameterGradients(IEnumerable<Parameter> parameters) =>
        _buffers = parameters.Where(p => p.IsTrainable).ToDictionary(p => p, p => new AlignedBuffer(p.Buffer.Length));

    /// <summary>Null when the parameter is frozen.</summary>
    public AlignedBuffer? Of(Parameter parameter) => _buffers.GetValueOrDefault(parameter);
}
