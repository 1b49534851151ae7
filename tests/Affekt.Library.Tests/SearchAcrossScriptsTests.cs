using Affekt.Library.Imports;
using Affekt.Library.Storage;
using Affekt.Music.Catalogue;

namespace Affekt.Library.Tests;

/// <summary>Search in memory and in a file finds the same songs, in both scripts of their names.</summary>
public sealed class SearchAcrossScriptsTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly SqliteCatalogue _stored;

    public SearchAcrossScriptsTests()
    {
        _stored = SqliteCatalogue.Open(_folder.File("songs.db"));
        TrackImporter.ImportStarter(_stored);
    }

    public void Dispose()
    {
        _stored.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("夜に駆ける", "yoasobi.yoru-ni-kakeru")]
    [InlineData("宇多田ヒカル first", "hikaru-utada.first-love")]
    [InlineData("КИНО кукушка", "kino.kukushka")]
    [InlineData("kino звезда", "kino.zvezda-po-imeni-solntse")]
    [InlineData("алла пугачева", "alla-pugacheva.million-alykh-roz")]
    [InlineData("강남스타일", "psy.gangnam-style")]
    [InlineData("邓丽君 甜蜜蜜", "teresa-teng.tian-mi-mi")]
    [InlineData("μελινα μερκουρη", "melina-mercouri.ta-pedia-tou-pirea")]
    [InlineData("ＧＡＮＧＮＡＭ　ＳＴＹＬＥ", "psy.gangnam-style")]
    [InlineData("EDITH PIAF padam-padam", "edith-piaf.padam-padam")]
    [InlineData("hey good lookin", "hank-williams.hey-good-lookin")]
    public void A_song_is_found_by_either_of_its_names(string words, string id)
    {
        Assert.Equal(id, Assert.Single(StarterCatalogue.Instance.Search(words, 1)).Id);
        Assert.Equal(id, Assert.Single(_stored.Search(words, 1)).Id);
    }

    [Fact]
    public void A_song_that_was_imported_in_its_own_script_is_found_in_latin_letters()
    {
        using var catalogue = SqliteCatalogue.Open(_folder.File("own.db"));
        TrackImporter.Import(_folder.Write("list.csv", "title,artist\n最後の花火,宇多田ヒカル\n夜に駆ける,YOASOBI\n"), catalogue);
        Assert.Equal("最後の花火", Assert.Single(catalogue.Search("hikaru utada", 5)).Title);
        Assert.Equal("夜に駆ける", Assert.Single(catalogue.Search("yoru kakeru", 5)).Title);
    }
}
