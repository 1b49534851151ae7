namespace Affekt.Neural.Onnx;

/// <summary>The input of a model as its file describes it.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Dimensions">For one image, the batch first: normally [1, channels, height, width].</param>
/// <param name="IsMap">True when the file has channels before height and width; <see cref="Network.Input"/> always has them last.</param>
/// <param name="IsBatchFixed">True when the file allows one image at a time only.</param>
public sealed record ModelInput(string Name, IReadOnlyList<int> Dimensions, bool IsMap, bool IsBatchFixed);

/// <summary>A result of a model as its file describes it.</summary>
/// <param name="Name">Its name in the file and in <see cref="Network.Outputs"/>.</param>
/// <param name="Dimensions">For one image, the batch first.</param>
/// <param name="IsMap">True when the file has channels before height and width; the predictor gives them last.</param>
/// <param name="IsBatchFixed">True when the file allows one image at a time only.</param>
public sealed record ModelOutput(string Name, IReadOnlyList<int> Dimensions, bool IsMap, bool IsBatchFixed);
