using Affekt.Library.Imports;
using Affekt.Music;

namespace Affekt.Library.Tests;

public sealed class CsvReaderTests
{
    [Fact]
    public void Quotes_line_ends_and_byte_order_marks_are_read()
    {
        var csv = new CsvReader(new StringReader("\uFEFFa,b\r\n\"x, y\",\"say \"\"hi\"\"\"\n\n\"two\nlines\",\n,last"));
        Assert.Equal(["a", "b"], csv.Read());
        Assert.Equal(["x, y", "say \"hi\""], csv.Read());
        Assert.Equal(["two\nlines", ""], csv.Read());
        Assert.Equal(4, csv.Line);
        Assert.Equal(["", "last"], csv.Read());
        Assert.Equal(6, csv.Line);
        Assert.Null(csv.Read());
        Assert.Null(csv.Read());
    }

    [Fact]
    public void Tabs_separate_without_quotes()
    {
        var csv = new CsvReader(new StringReader("a\tb\n\"5\"\tc"), '\t');
        Assert.Equal(["a", "b"], csv.Read());
        Assert.Equal(["\"5\"", "c"], csv.Read());
    }

    [Fact]
    public void A_file_that_ends_within_quotes_and_a_field_without_end_are_refused()
    {
        var cut = new CsvReader(new StringReader("a\n\"never closed"));
        cut.Read();
        Assert.Contains("line 2", Assert.Throws<MusicException>(() => cut.Read()).Message, StringComparison.Ordinal);
        var long10Mb = new CsvReader(new StringReader(new string('x', 10_000_000)));
        Assert.Contains("longer than 65536", Assert.Throws<MusicException>(() => long10Mb.Read()).Message, StringComparison.Ordinal);
    }
}
