using Affekt.Imaging;

namespace Affekt.Vision.Tests;

public class CentreSquareFinderTests
{
    [Theory]
    [InlineData(640, 480, 80, 0, 480)]
    [InlineData(480, 640, 0, 80, 480)]
    [InlineData(7, 4, 1, 0, 4)]
    [InlineData(1, 1, 0, 0, 1)]
    public void Takes_the_largest_centred_square_in_whole_pixels(int width, int height, double x, double y, double side)
    {
        var face = Assert.Single(new CentreSquareFinder().Find(new Image(width, height, 1)));

        Assert.Equal(new Box(x, y, side, side), face.Box);
    }

    [Fact]
    public void Says_that_it_did_not_look()
    {
        var face = Assert.Single(new CentreSquareFinder().Find(new Image(10, 10, 3)));

        Assert.Null(face.Score);
        Assert.Empty(face.Landmarks);
    }
}
