using Affekt.Imaging;

namespace Affekt.Vision;

/// <summary>Finds the faces in an image. Implementations may be called from several threads at once.</summary>
public interface IFaceFinder
{
    /// <summary>Finds the faces in <paramref name="image"/>, largest first.</summary>
    /// <returns>An empty list when there is no face: that is an answer, not an error.</returns>
    IReadOnlyList<Face> Find(Image image);
}
