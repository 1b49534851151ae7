using Affekt.Imaging;

namespace Affekt.Vision;

/// <summary>
/// Takes the largest centred square for the face, without looking: right for portraits and crops, and honest about it,
/// since the score is null and there are no landmarks.
/// </summary>
public sealed class CentreSquareFinder : IFaceFinder
{
    /// <inheritdoc/>
    public IReadOnlyList<Face> Find(Image image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var side = Math.Min(image.Width, image.Height);
        // Whole pixels, so that a crop of an odd margin needs no interpolation.
        var box = new Box((image.Width - side) / 2, (image.Height - side) / 2, side, side);
        return [new Face(box, null, [])];
    }
}
