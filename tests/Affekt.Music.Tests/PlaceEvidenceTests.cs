using Affekt.Music.Affect;
using Affekt.Music.Catalogue;

namespace Affekt.Music.Tests;

public sealed class PlaceEvidenceTests
{
    // The names of ID3v1 and of Winamp's extensions, in the order of their numbers.
    private const string Id3Genres =
        "Blues|Classic Rock|Country|Dance|Disco|Funk|Grunge|Hip-Hop|Jazz|Metal|New Age|Oldies|Other|Pop|R&B|Rap|Reggae|Rock|Techno|"
        + "Industrial|Alternative|Ska|Death Metal|Pranks|Soundtrack|Euro-Techno|Ambient|Trip-Hop|Vocal|Jazz+Funk|Fusion|Trance|Classical|"
        + "Instrumental|Acid|House|Game|Sound Clip|Gospel|Noise|Alternative Rock|Bass|Soul|Punk|Space|Meditative|Instrumental Pop|"
        + "Instrumental Rock|Ethnic|Gothic|Darkwave|Techno-Industrial|Electronic|Pop-Folk|Eurodance|Dream|Southern Rock|Comedy|Cult|"
        + "Gangsta|Top 40|Christian Rap|Pop/Funk|Jungle|Native US|Cabaret|New Wave|Psychedelic|Rave|Showtunes|Trailer|Lo-Fi|Tribal|"
        + "Acid Punk|Acid Jazz|Polka|Retro|Musical|Rock & Roll|Hard Rock|Folk|Folk-Rock|National Folk|Swing|Fast Fusion|Bebop|Latin|"
        + "Revival|Celtic|Bluegrass|Avantgarde|Gothic Rock|Progressive Rock|Psychedelic Rock|Symphonic Rock|Slow Rock|Big Band|Chorus|"
        + "Easy Listening|Acoustic|Humour|Speech|Chanson|Opera|Chamber Music|Sonata|Symphony|Booty Bass|Primus|Porn Groove|Satire|"
        + "Slow Jam|Club|Tango|Samba|Folklore|Ballad|Power Ballad|Rhythmic Soul|Freestyle|Duet|Punk Rock|Drum Solo|A Cappella|"
        + "Euro-House|Dancehall|Goa|Drum & Bass|Club-House|Hardcore Techno|Terror|Indie|BritPop|Negerpunk|Polsk Punk|Beat|"
        + "Christian Gangsta Rap|Heavy Metal|Black Metal|Crossover|Contemporary Christian|Christian Rock|Merengue|Salsa|Thrash Metal|"
        + "Anime|JPop|Synthpop|Abstract|Art Rock|Baroque|Bhangra|Big Beat|Breakbeat|Chillout|Downtempo|Dub|EBM|Eclectic|Electro|"
        + "Electroclash|Emo|Experimental|Garage|Global|IDM|Illbient|Industro-Goth|Jam Band|Krautrock|Leftfield|Lounge|Math Rock|"
        + "New Romantic|Nu-Breakz|Post-Punk|Post-Rock|Psytrance|Shoegaze|Space Rock|Trop Rock|World Music|Neoclassical|Audiobook|"
        + "Audio Theatre|Neue Deutsche Welle|Podcast|Indie-Rock|G-Funk|Dubstep|Garage Rock|Psybient";

    [Fact]
    public void All_genres_of_id3_have_places_and_the_table_has_many_names()
    {
        Assert.Equal(192, Id3Genres.Split('|').Length);
        Assert.DoesNotContain(Id3Genres.Split('|'), name => GenreAffect.Place(name) is null);
        Assert.True(GenreAffect.Names.Count >= 600);
    }

    [Theory]
    [InlineData("Drum & Bass", "drum'n'bass")]
    [InlineData("D&B", "DRUM AND BASS")]
    [InlineData("R&B", "RnB")]
    [InlineData("Hip-Hop/Rap", "hip hop/rap")]
    [InlineData("Klassik", "classical")]
    [InlineData("Variété française", "chanson")]
    [InlineData("Bavarian Speed Polka", "polka")]
    [InlineData("Lo-Fi", "lofi")]
    public void Spellings_languages_and_unknown_kinds_meet(string one, string other)
    {
        Assert.NotNull(GenreAffect.Place(one));
        Assert.Equal(GenreAffect.Place(other), GenreAffect.Place(one));
    }

    [Theory]
    [InlineData("rok", "rock")]
    [InlineData("regae", "reggae")]
    [InlineData("zxqwv", null)]
    public void A_misspelt_genre_is_guessed(string asked, string? meant) => Assert.Equal(meant, NearestName.Of(asked, GenreAffect.Names));

    [Fact]
    public void A_name_without_a_known_word_has_no_place() => Assert.Null(GenreAffect.Place("Zxqwv"));

    [Fact]
    public void The_surer_source_wins_the_more_and_each_source_lessens_the_doubt()
    {
        var genre = new PlaceEvidence(AffectSource.Genre, new(.2, .38), new(-.1, .36));
        var sound = new PlaceEvidence(AffectSource.Sound, new(.1, .40), new(.5, .28));
        var joint = PlaceJoin.Of([genre, sound]);
        Assert.InRange(joint.Affect.Arousal, 0.3, 0.5);
        Assert.True(joint.Uncertainty < PlaceJoin.Of([genre]).Uncertainty);
        Assert.Equal(.2, PlaceJoin.Of([genre]).Affect.Valence, 9);
        Assert.Equal(PlaceJoin.Spread, PlaceJoin.Of([]).Uncertainty, 9);
    }

    [Fact]
    public void Listening_moves_a_song_of_which_only_the_genre_was_known()
    {
        var context = new SongContext("Track 1", ["rock"], null, null);
        var before = AffectEstimate.Of([], null, context, AffectModel.Shipped);
        var after = AffectEstimate.Of([], null, context, AffectModel.Shipped,
            new PlaceEvidence(AffectSource.Sound, new(-.1, .39), new(-.5, .3)));
        Assert.Equal(AffectSource.Genre, before.Source);
        Assert.Equal(AffectSource.Sound, after.Source);
        Assert.True(after.Place.Affect.Arousal < before.Place.Affect.Arousal - 0.3);
    }
}
