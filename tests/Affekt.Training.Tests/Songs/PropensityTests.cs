using Affekt.Music.Catalogue;
using Affekt.Training.Songs;

namespace Affekt.Training.Tests.Songs;

public sealed class PropensityTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_another_policy_would_earn_is_estimated_from_the_log()
    {
        var checks = new List<OffPolicyCheck>();
        foreach (var loved in new[] { "rock", "soul", "pop" })
        {
            for (var seed = 1; seed <= 2; seed++)
                checks.Add(OffPolicySimulation.Run(
                    StarterCatalogue.Instance, loved, Path.Combine(_folder.Path, $"{loved}{seed}.db"), draws: 63, seed,
                    TestContext.Current.CancellationToken));
        }
        foreach (var check in checks)
            TestContext.Current.TestOutputHelper?.WriteLine($"{check}");

        // Intervals of 95 % may miss now and then.
        Assert.InRange(checks.Count(check => Holds(check.InversePropensity, check)), 5, 6);
        Assert.InRange(checks.Count(check => Holds(check.SelfNormalised, check)), 5, 6);
        Assert.InRange(checks.Count(check => Holds(check.DoublyRobust, check)), 5, 6);
        Assert.InRange(checks.Average(check => check.InversePropensity.Value - check.Truth), -0.1, 0.1);
        Assert.True(Error(check => check.Careless) > 2 * Error(check => check.InversePropensity),
            "Without propensities the estimates would be worse, so they matter here.");

        double Error(Func<OffPolicyCheck, Estimate> of) => checks.Average(check => Math.Abs(of(check).Value - check.Truth));
        static bool Holds(Estimate interval, OffPolicyCheck check) => check.Truth >= interval.Low && check.Truth <= interval.High;
    }
}
