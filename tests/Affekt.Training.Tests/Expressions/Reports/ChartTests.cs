using System.Globalization;
using System.Xml.Linq;
using Affekt.Imaging.Drawing;
using Affekt.Training.Data;
using Affekt.Training.Expressions.Datasets;
using Affekt.Training.Expressions.Evaluation;
using Affekt.Training.Expressions.Reports;

namespace Affekt.Training.Tests.Expressions.Reports;

public sealed class ChartTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private static (float[] Probabilities, Emotion[] Labels) Answers()
    {
        var random = new Random(6);
        var logits = new float[200 * 7];
        var labels = new Emotion[200];
        for (var i = 0; i < labels.Length; i++)
        {
            labels[i] = (Emotion)(i % 7);
            for (var k = 0; k < 7; k++)
                logits[i * 7 + k] = (float)(random.NextDouble() * 3) + (k == i % 7 ? 1 : 0);
        }
        return (TemperatureScaling.Apply(logits, 7, 1), labels);
    }

    public static TheoryData<string> Names => ["classes", "confusion", "roc", "reliability", "coverage", "curves"];

    private static SvgChart Draw(string name)
    {
        var (probabilities, labels) = Answers();
        var evaluation = ReportEvaluation.From("PublicTest", probabilities, labels);
        return name switch
        {
            "classes" => ClassBarsChart.Draw(
                DatasetSummary.From(SmallFaces.Of((1, Emotion.Happy, Split.Training), (2, Emotion.Sad, Split.PrivateTest)))),
            "curves" => TrainingCurvesChart.Draw([new(1, .1, 1.9, .2, 1.7, .3, 5), new(2, .05, 1.5, .4, 1.6, .45, 5)]),
            _ => evaluation.Charts().Single(c => c.Name == name),
        };
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_plot_is_a_whole_svg_that_says_what_it_shows(string name)
    {
        var chart = Draw(name);
        Assert.Equal(name, chart.Name);
        var root = XDocument.Parse(chart.Standalone).Root!;
        Assert.Equal(Svg + "svg", root.Name);
        Assert.Equal(chart.Title, root.Element(Svg + "title")!.Value);
        Assert.Equal(chart.Description, root.Element(Svg + "desc")!.Value);
        Assert.DoesNotContain("NaN", chart.Standalone, StringComparison.Ordinal);
        Assert.DoesNotContain("∞", chart.Standalone, StringComparison.Ordinal);
        Assert.DoesNotContain("href", chart.Standalone, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Everything_lies_within_the_plot(string name)
    {
        var root = XDocument.Parse(Draw(name).Standalone).Root!;
        double width = Value(root, "width"), height = Value(root, "height");
        foreach (var element in root.Descendants().Where(e => e.Attribute("x") is not null))
        {
            Assert.InRange(Value(element, "x"), 0, width);
            Assert.InRange(Value(element, "y"), 0, height);
            if (element.Name == Svg + "rect")
                Assert.InRange(Value(element, "x") + Value(element, "width"), 0, width);
        }

        static double Value(XElement element, string attribute) =>
            double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);
    }

    [Fact]
    public void Every_cell_of_the_confusion_matrix_is_written()
    {
        var (probabilities, labels) = Answers();
        var metrics = ClassificationMetrics.From(probabilities, labels);
        var texts = XDocument.Parse(ConfusionChart.Draw(metrics).Standalone).Descendants(Svg + "text").Select(t => t.Value).ToList();
        foreach (var count in metrics.Confusion.SelectMany(row => row))
            Assert.Contains(count.ToString(CultureInfo.InvariantCulture), texts);
        Assert.Equal(2, texts.Count(t => t == "disgust"));
    }

    [Fact]
    public void A_model_that_is_always_right_and_one_that_is_always_wrong_can_be_drawn()
    {
        var certain = new float[14];
        certain[3] = certain[7 + 4] = 1;
        foreach (var labels in new Emotion[][] { [Emotion.Happy, Emotion.Sad], [Emotion.Sad, Emotion.Happy] })
            foreach (var chart in ReportEvaluation.From("x", certain, labels).Charts())
                Assert.DoesNotContain("NaN", chart.Standalone, StringComparison.Ordinal);
    }

    [Fact]
    public void One_epoch_and_a_loss_that_is_no_number_can_be_drawn()
    {
        Assert.DoesNotContain("NaN", TrainingCurvesChart.Draw([new(1, .1, 2, .2, 2, .2, 1)]).Standalone, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", TrainingCurvesChart.Draw(
            [new(1, .1, double.NaN, 0, double.NaN, 0, 1), new(2, 0, 1, .5, 1, .5, 1)]).Standalone, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => TrainingCurvesChart.Draw([]));
    }

    [Fact]
    public void Numbers_do_not_depend_on_the_reader_s_culture()
    {
        var before = CultureInfo.CurrentCulture;
        var expected = Draw("roc").Standalone;
        try
        {
            var other = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            other.NumberFormat = new NumberFormatInfo { NumberDecimalSeparator = ",", NumberGroupSeparator = ".", NegativeSign = "~" };
            CultureInfo.CurrentCulture = other;
            Assert.Equal(expected, Draw("roc").Standalone);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData(0, 1, 5, new[] { 0, .2, .4, .6, .8, 1 })]
    [InlineData(.8, 1.8, 5, new[] { .8, 1, 1.2, 1.4, 1.6, 1.8 })]
    [InlineData(1, 40, 5, new double[] { 10, 20, 30, 40 })]
    [InlineData(0, 3, 5, new double[] { 0, 1, 2, 3 })]
    public void Ticks_are_round(double min, double max, int count, double[] expected)
    {
        var ticks = PlotArea.Ticks(min, max, count).ToArray();
        Assert.Equal(expected.Length, ticks.Length);
        for (var i = 0; i < ticks.Length; i++)
            Assert.Equal(expected[i], ticks[i], 1e-9);
    }
}
