namespace Affekt.Neural.Onnx;

/// <summary>The order in which nodes can be computed.</summary>
internal static class NodeOrder
{
    /// <summary>The nodes that the outputs need, each after those that it reads.</summary>
    /// <exception cref="ModelFormatException">A value is made by nobody, or a node needs its own result.</exception>
    public static List<OnnxNode> Sort(OnnxGraph graph, Dictionary<string, OnnxNode> producers, Func<string, bool> isGiven)
    {
        var order = new List<OnnxNode>();
        var state = new Dictionary<OnnxNode, bool>(); // False while a node's inputs are being sorted, true when it is done.
        var open = new Stack<(OnnxNode Node, int NextInput)>(); // A stack of our own: a long chain must not exhaust the thread's.
        foreach (var output in graph.Outputs)
        {
            if (isGiven(output.Name))
                continue;
            var last = producers.GetValueOrDefault(output.Name)
                ?? throw new ModelFormatException($"Output {output.Name} is made by no node.");
            if (state.TryAdd(last, false))
                open.Push((last, 0));
            while (open.TryPop(out var top))
            {
                var (node, input) = top;
                if (input == node.Inputs.Count)
                {
                    state[node] = true;
                    order.Add(node);
                    continue;
                }
                open.Push((node, input + 1));
                var name = node.Inputs[input];
                if (name.Length == 0 || isGiven(name))
                    continue;
                var producer = producers.GetValueOrDefault(name)
                    ?? throw new ModelFormatException($"{node.Title} reads {name}, which is neither an initialiser nor made by any node.");
                if (state.TryAdd(producer, false))
                    open.Push((producer, 0));
                else if (!state[producer])
                    throw new ModelFormatException($"{node.Title} is part of a cycle: it reads {name}, which depends on its own result.");
            }
        }
        // A file that is in order keeps its own, so that it stays the same when it is written again.
        var seen = new HashSet<OnnxNode>();
        var live = graph.Nodes.Where(state.ContainsKey).ToList();
        foreach (var node in live)
        {
            if (node.Inputs.Exists(i => producers.TryGetValue(i, out var producer) && !seen.Contains(producer)))
                return order;
            seen.Add(node);
        }
        return live;
    }
}
