namespace Affekt.Neural.Kernels.Convolution;

/// <summary>Where one tile of a weight gradient reads and writes.</summary>
internal unsafe struct WeightGradientTile
{
    /// <summary>The first of each group's three kernel rows, at the first pixel.</summary>
    public float* Input0, Input1, Input2, Input3;
    public nint InputStep, InputRowStep, InputImageStep;

    /// <summary>The first of two registers of output channels, at the first pixel.</summary>
    public float* Gradient;
    public nint GradientStep, GradientRowStep, GradientImageStep;
    public int Images, Rows, Columns;

    /// <summary>[rows of the tile, two registers]; overwritten.</summary>
    public float* Result;

    public void SetInputs(float** inputs)
    {
        Input0 = inputs[0];
        Input1 = inputs[1];
        Input2 = inputs[2];
        Input3 = inputs[3];
    }
}
