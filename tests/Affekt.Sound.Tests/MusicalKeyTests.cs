namespace Affekt.Sound.Tests;

public sealed class MusicalKeyTests
{
    [Theory]
    [InlineData(0, MusicalMode.Major, "C major", "8B")]
    [InlineData(9, MusicalMode.Minor, "A minor", "8A")]
    [InlineData(3, MusicalMode.Minor, "Eb minor", "2A")]
    [InlineData(11, MusicalMode.Major, "B major", "1B")]
    public void A_key_has_a_name_and_a_place_on_the_wheel(int pitch, MusicalMode mode, string name, string camelot)
    {
        var key = new MusicalKey(pitch, mode);
        Assert.Equal(name, key.ToString());
        Assert.Equal(camelot, key.Camelot);
    }
}
