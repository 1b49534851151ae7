using Affekt.Imaging.Decoding;
using Affekt.Training.Data;
using Affekt.Training.Expressions.Datasets;
using Affekt.Training.Expressions.Reports;

namespace Affekt.Training.Tests.Expressions.Reports;

public sealed class HtmlReportTests
{
    private static ReportContent Content()
    {
        var probabilities = new float[14];
        probabilities[3] = probabilities[7 + 4] = 1;
        return new ReportContent
        {
            Title = "A & B <run>",
            Subtitle = "today",
            Notes = ["Selected on PublicTest."],
            Data = DatasetSummary.From(SmallFaces.Of((1, Emotion.Happy, Split.Training), (1, Emotion.Sad, Split.PrivateTest))),
            Rules = new SplitReport(1, 0, 0, 1, 0, 1),
            DataPictures = [new ReportPicture("Examples", "Faces of each class", [1, 2, 3])],
            Epochs = [new(1, .1, 1.9, .2, 1.7, .3, 5)],
            Evaluations = [ReportEvaluation.From("PrivateTest", probabilities, [Emotion.Happy, Emotion.Happy], "plain")],
            Recipe = [new("optimizer", "SGD")],
            Environment = [new("threads", "2")],
        };
    }

    [Fact]
    public void A_report_holds_all_sections_and_needs_nothing_from_elsewhere()
    {
        var page = HtmlReport.Write(Content());
        foreach (var part in new[] { "PrivateTest", "Selected on PublicTest.", "Confusion matrix", "ROC", "Reliability",
            "coverage", "Training curves", "Faces per class", "data:image/png;base64,AQID", "optimizer", "threads" })
            Assert.Contains(part, page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("src=\"http", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("@import", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("url(", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("NaN", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_montage_becomes_a_picture_inside_the_page()
    {
        var montage = Montage.OfClasses(SmallFaces.Of((9, Emotion.Sad, Split.Training)), columns: 2);
        var picture = ReportPicture.From("Examples", "One face", montage);
        Assert.Equal(montage.Pixels, ImageDecoder.Decode(picture.Png).Pixels);
        var page = HtmlReport.Write(new ReportContent { Title = "x", DataPictures = [picture] });
        Assert.Contains(Convert.ToBase64String(picture.Png), page, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_is_escaped()
    {
        var page = HtmlReport.Write(Content());
        Assert.Contains("<h1>A &amp; B &lt;run&gt;</h1>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<run>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_there_is_left_out()
    {
        var page = HtmlReport.Write(new ReportContent { Title = "Only a title" });
        Assert.DoesNotContain("<section", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<figure", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_picture_and_plot_has_words_for_those_who_cannot_see_it()
    {
        var page = HtmlReport.Write(Content());
        Assert.Equal(Count("<svg "), Count("role=\"img\" aria-label=\""));
        Assert.Equal(Count("<img "), Count("<img alt=\"Faces"));

        int Count(string part) => page.Split(part).Length - 1;
    }
}
