namespace Affekt.Neural.Kernels.Convolution;

/// <summary>Where one forward tile reads and writes.</summary>
internal unsafe struct ForwardTile
{
    /// <summary>The first of each group's three pixels, at the kernel's origin.</summary>
    public float* Input0, Input1, Input2, Input3;

    /// <summary>Floats between a group's neighbouring input pixels.</summary>
    public nint PixelStride;

    /// <summary>From a pixel to each contiguous run of inputs under the kernel.</summary>
    public nint* RunOffsets;
    public int Runs;
    public nint RunLength;

    /// <summary>[runs * run length, two registers], as <see cref="IWeightFormat{TSimd}"/> says.</summary>
    public byte* Weights;

    /// <summary>Weights that will be read soon: with each row of <see cref="Weights"/>, tiles of two registers bring one cache
    /// line of them nearer, so many bytes after the last.</summary>
    public byte* Ahead;
    public nint AheadStep;

    /// <summary>Two registers: what one count of a weight of eight bits is worth. Null for other weights.</summary>
    public float* Steps;

    /// <summary>Two registers, or null for zero.</summary>
    public float* Bias;

    /// <summary>The first of each group's three pixels.</summary>
    public float* Output0, Output1, Output2, Output3;

    /// <summary>Floats between a group's neighbouring output pixels.</summary>
    public nint OutputStride;

    /// <summary>Add to what the output holds instead of replacing it.</summary>
    public bool Accumulate;
    public bool Relu;

    /// <summary>Takes a panel of weights, and spreads the fetching of those after it over the tiles that read it.</summary>
    public void SetPanel(PackedWeights weights, int panel, int tiles)
    {
        Weights = weights.Panel(panel);
        Steps = weights.Steps(panel);
        Ahead = weights.After(panel);
        AheadStep = (weights.RowBytes + tiles - 1) / tiles;
    }

    /// <summary>Call between two tiles of a panel.</summary>
    public void FetchFurther() => Ahead += Runs * RunLength * AheadStep;

    public void SetInputs(float** inputs)
    {
        Input0 = inputs[0];
        Input1 = inputs[1];
        Input2 = inputs[2];
        Input3 = inputs[3];
    }

    /// <summary>Groups that follow each other at a distance.</summary>
    public void SetInputs(float* first, nint step)
    {
        Input0 = first;
        Input1 = first + step;
        Input2 = first + 2 * step;
        Input3 = first + 3 * step;
    }

    /// <inheritdoc cref="SetInputs(float*, nint)"/>
    public void SetOutputs(float* first, nint step)
    {
        Output0 = first;
        Output1 = first + step;
        Output2 = first + 2 * step;
        Output3 = first + 3 * step;
    }

    public void SetOutputs(float** outputs)
    {
        Output0 = outputs[0];
        Output1 = outputs[1];
        Output2 = outputs[2];
        Output3 = outputs[3];
    }
}
