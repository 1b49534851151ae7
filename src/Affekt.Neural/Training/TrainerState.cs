using Affekt.Neural.Optim;
using Affekt.Neural.Tensors;

namespace Affekt.Neural.Training;

/// <summary>Writes and reads everything that training needs to go on exactly where it was.</summary>
public static class TrainerState
{
    /// <summary>Writes the parameters, the optimizer's memories, the moving averages and the step count.</summary>
    public static void Save(this Trainer trainer, BinaryWriter writer)
    {
        writer.Write(trainer.Steps);
        writer.Write(trainer.States.Count);
        foreach (var state in trainer.States)
        {
            writer.Write(state.Parameter.Name);
            foreach (var values in PartsOf(state))
                Write(writer, values);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote for a trainer of the same network and optimizer.</summary>
    /// <exception cref="FormatException">It was written for another network or optimizer, or is damaged.</exception>
    /// <exception cref="EndOfStreamException">It is cut short.</exception>
    public static void Load(this Trainer trainer, BinaryReader reader)
    {
        var steps = reader.ReadInt64();
        if (reader.ReadInt32() != trainer.States.Count)
            throw new FormatException("The checkpoint belongs to another network; start anew in another folder.");
        foreach (var state in trainer.States)
        {
            if (reader.ReadString() is var name && name != state.Parameter.Name)
                throw new FormatException(
                    $"The checkpoint belongs to another network: it has {name} where {state.Parameter.Name} was expected; " +
                    $"start anew in another folder.");
            foreach (var values in PartsOf(state))
                Read(reader, values, name);
        }
        trainer.RestoreSteps(steps);
    }

    private static IEnumerable<AlignedBuffer> PartsOf(ParameterState state) =>
        [state.Parameter.Buffer, state.Average, .. state.Memories];

    private static void Write(BinaryWriter writer, AlignedBuffer buffer)
    {
        writer.Write(buffer.Length);
        foreach (var value in buffer.Span)
            writer.Write(value);
    }

    private static void Read(BinaryReader reader, AlignedBuffer buffer, string name)
    {
        if (reader.ReadInt32() is var length && length != buffer.Length)
            throw new FormatException(
                $"The checkpoint belongs to another network: {name} has {length} values, expected {buffer.Length}; start " +
                $"anew in another folder.");
        foreach (ref var value in buffer.Span)
            value = reader.ReadSingle();
    }
}
