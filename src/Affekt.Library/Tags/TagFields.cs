using Affekt.Music.Affect;
using TagLib;

namespace Affekt.Library.Tags;

/// <summary>Fields of tags that TagLib has no common name for, in every kind of tag.</summary>
internal static class TagFields
{
    private const string ITunes = "com.apple.iTunes";
    private static readonly HashSet<string> GenreNames = new(GenreAffect.Names, StringComparer.OrdinalIgnoreCase);

    /// <summary>All values of the fields with these names, in the order of the tags.</summary>
    public static IEnumerable<string> All(TagLib.File file, params string[] names)
    {
        foreach (var tag in new[] { TagTypes.Id3v2, TagTypes.Xiph, TagTypes.Apple, TagTypes.Ape, TagTypes.Asf }
            .Where(type => file.TagTypes.HasFlag(type)).Select(type => file.GetTag(type)))
        {
            foreach (var value in names.SelectMany(name => Of(tag, name)).Select(TagReader.Plain))
            {
                if (value.Length > 0)
                    yield return value;
            }
        }
    }

    /// <summary>Marked by iTunes' advisory (1; in MP4 also 4) or by a parental rating.</summary>
    public static bool IsExplicit(TagLib.File file) =>
        All(file, "ITUNESADVISORY").Any(value => value is "1" or "4")
        || file.GetTag(TagTypes.Apple) is TagLib.Mpeg4.AppleTag apple && apple.DataBoxes("rtng").Any(box => box.Data is [1 or 4, ..]);

    /// <summary>Marked as a collection of several artists' songs.</summary>
    public static bool IsCompilation(TagLib.File file) =>
        All(file, "COMPILATION", "TCMP", "WM/IsCompilation").Any(value => value is "1" or "true" or "True")
        || file.GetTag(TagTypes.Apple) is TagLib.Mpeg4.AppleTag { IsCompilation: true };

    /// <summary>All genres; a name with a stroke that is one genre stays one.</summary>
    public static IReadOnlyList<string> Genres(TagLib.File file)
    {
        string[] values = [.. All(file, "GENRE").Concat(file.Tag.Genres ?? [])];
        var joined = string.Join('/', file.Tag.Genres ?? []);
        if (GenreNames.Contains(joined))
            values = [joined];
        return [.. values.SelectMany(value => GenreNames.Contains(value) ? [value] : value.Split(';')).Select(TagReader.Plain)
            .Where(value => value.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    private static IEnumerable<string> Of(Tag? tag, string name) => tag switch
    {
        TagLib.Id3v2.Tag id3 when name.Length == 4 =>
            id3.GetFrames<TagLib.Id3v2.TextInformationFrame>(name).Where(frame => frame is not TagLib.Id3v2.UserTextInformationFrame)
                .SelectMany(frame => frame.Text).Concat(Users(id3, name)),
        TagLib.Id3v2.Tag id3 => Users(id3, name),
        TagLib.Ogg.XiphComment xiph => xiph.GetField(name),
        TagLib.Mpeg4.AppleTag apple => apple.GetDashBox(ITunes, name) is { Length: > 0 } text ? [text] : [],
        TagLib.Ape.Tag ape => ape.GetItem(name)?.ToStringArray() ?? [],
        TagLib.Asf.Tag asf => asf.GetDescriptorStrings(name),
        _ => [],
    };

    private static IEnumerable<string> Users(TagLib.Id3v2.Tag id3, string name) =>
        id3.GetFrames<TagLib.Id3v2.UserTextInformationFrame>()
            .Where(frame => string.Equals(frame.Description, name, StringComparison.OrdinalIgnoreCase)).SelectMany(frame => frame.Text);
}
