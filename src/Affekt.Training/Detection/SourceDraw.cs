using Affekt.Training.Augmentation;

namespace Affekt.Training.Detection;

/// <summary>
/// Draws scenes so that no source outweighs the others: each counts as the square root of its photos. Two of three scenes at hand
/// show people in masks; drawn evenly, a detector would learn masks before faces.
/// </summary>
internal sealed class SourceDraw
{
    private readonly (GrayPyramid Picture, FacePhoto Photo)[][] _sources;
    private readonly double[] _ends;

    /// <param name="scenes">Of any number of sources.</param>
    public SourceDraw(IEnumerable<(GrayPyramid Picture, FacePhoto Photo)> scenes)
    {
        _sources = [.. scenes.GroupBy(s => s.Photo.Source).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => g.ToArray())];
        _ends = new double[_sources.Length];
        var sum = 0.0;
        for (var i = 0; i < _ends.Length; i++)
            _ends[i] = sum += Math.Sqrt(_sources[i].Length);
    }

    /// <summary>How many scenes there are.</summary>
    public int Count => _sources.Sum(s => s.Length);

    /// <summary>The next scene; <see cref="Count"/> is above 0.</summary>
    public (GrayPyramid Picture, FacePhoto Photo) Next(ref SeededRandom random)
    {
        var at = random.NextFloat() * _ends[^1];
        var source = _sources[Math.Min(Array.FindIndex(_ends, end => at < end) is >= 0 and var found ? found : 0, _sources.Length - 1)];
        return source[(int)(random.NextFloat() * source.Length)];
    }
}
