using Affekt.Neural.Tensors;

namespace Affekt.Neural.Kernels.Winograd;

/// <summary>
/// How maps are cut into the squares of outputs that a Winograd convolution computes at a time; squares of the last row and
/// column may hang over the map's edge.
/// </summary>
internal readonly struct WinogradGrid(int images, int height, int width, int side)
{
    public readonly int Rows = (height + side - 1) / side;
    public readonly int Columns = (width + side - 1) / side;

    public int Count => images * Rows * Columns;

    public static WinogradGrid Of(in TensorView output, int side) => new(output.Images, output.Height, output.Width, side);

    /// <summary>Where a square is: its image, its row and column among the squares.</summary>
    public (int Image, int Row, int Column) this[int tile] => (tile / (Rows * Columns), tile / Columns % Rows, tile % Columns);
}
