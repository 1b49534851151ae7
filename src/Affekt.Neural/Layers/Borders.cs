namespace Affekt.Neural;

/// <summary>How wide a border of zeros each result needs: as wide as its most demanding reader asks.</summary>
internal static class Borders
{
    public static int[] OfValues(IReadOnlyList<Layer> layers)
    {
        var borders = new int[layers.Count];
        foreach (var layer in layers)
            foreach (var input in layer.Inputs)
                borders[input.Index] = Math.Max(borders[input.Index], layer.InputBorder);
        return borders;
    }
}
