namespace Affekt.Training.Expressions.Datasets;

/// <summary>Finds faces whose pixels are byte for byte the same, and faces without any content.</summary>
public static class PixelGroups
{
    /// <summary>[n]: for each face the index of the first face with the same pixels; its own index when it is the first.</summary>
    public static int[] FirstOf(FaceDataset faces)
    {
        ArgumentNullException.ThrowIfNull(faces);
        var first = new Dictionary<int, int>(faces.Count, new SamePixels(faces));
        var groups = new int[faces.Count];
        for (var i = 0; i < groups.Length; i++)
        {
            if (!first.TryGetValue(i, out groups[i]))
                first[i] = groups[i] = i;
        }
        return groups;
    }

    /// <summary>True when every pixel of one face has the same value.</summary>
    public static bool IsBlank(ReadOnlySpan<byte> face) => !face.ContainsAnyExcept(face[0]);

    private sealed class SamePixels(FaceDataset faces) : IEqualityComparer<int>
    {
        public bool Equals(int x, int y) => faces.Face(x).SequenceEqual(faces.Face(y));

        public int GetHashCode(int index)
        {
            var hash = new HashCode();
            hash.AddBytes(faces.Face(index));
            return hash.ToHashCode();
        }
    }
}
