using Affekt.Neural.Memory;

namespace Affekt.Neural.Kernels;

/// <summary>
/// How maps are cut into the 2x2 squares of outputs that a Winograd convolution computes at a time; squares of the last row
/// and column of an odd map hang over its edge.
/// </summary>
internal readonly struct WinogradTiling(int images, int height, int width)
{
    public readonly int Rows = (height + 1) / 2;
    public readonly int Columns = (width + 1) / 2;

    public int Count => images * Rows * Columns;

    public static WinogradTiling Of(in TensorView output) => new(output.Images, output.Height, output.Width);

    /// <summary>Where a square is: its image, its row and column among the squares.</summary>
    public (int Image, int Row, int Column) this[int tile] => (tile / (Rows * Columns), tile / Columns % Rows, tile % Columns);
}
