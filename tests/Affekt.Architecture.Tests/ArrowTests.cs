using System.Xml.Linq;

namespace Affekt.Architecture.Tests;

/// <summary>Which project may use which: the table of docs/architecture.md.</summary>
public sealed class ArrowTests
{
    // "May use" includes what those projects may use themselves.
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["Affekt"] = [],
        ["Affekt.Neural"] = [],
        ["Affekt.Imaging"] = [],
        ["Affekt.Imaging.Heif"] = ["Affekt.Imaging"],
        ["Affekt.Sound"] = ["Affekt"],
        ["Affekt.Vision"] = ["Affekt", "Affekt.Imaging", "Affekt.Neural"],
        ["Affekt.Music"] = ["Affekt"],
        ["Affekt.Library"] = ["Affekt.Music", "Affekt.Sound"],
        ["Affekt.Storage.Postgres"] = ["Affekt.Library"],
        ["Affekt.App"] = ["Affekt.Vision", "Affekt.Library"],
        ["Affekt.Training"] = ["Affekt.Vision", "Affekt.Library"],
        ["Affekt.Server"] = ["Affekt.App"],
        ["Affekt.Cli"] = ["Affekt.App", "Affekt.Training", "Affekt.Server", "Affekt.Imaging.Heif"],
    };

    public static TheoryData<string> Projects => [.. Repository.Projects.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_refers_only_to_what_it_may_use(string project)
    {
        Assert.True(Arrows.ContainsKey(project), $"{project} is not in the table: decide what it may use.");
        var file = Path.Combine(Repository.Projects[project], project + ".csproj");
        var referred = XDocument.Load(file).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));
        Assert.Empty(referred.Except(Allowed(project)));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void No_type_uses_a_project_that_it_may_not(string project)
    {
        var forbidden = Repository.Projects.Keys.Except(Allowed(project)).Where(other => other != project).ToHashSet();
        Assert.Empty(TypeReferences.Of(Repository.AssemblyOf(project)).Where(use => forbidden.Contains(use.UsedAssembly))
            .Select(use => $"{use.Type} uses {use.Used}"));
    }

    [Fact]
    public void Only_the_command_serve_uses_the_server()
    {
        var users = TypeReferences.Of(Repository.AssemblyOf("Affekt.Cli"))
            .Where(use => use.Space.StartsWith("Affekt", StringComparison.Ordinal)
                && (use.UsedAssembly == "Affekt.Server" || use.UsedAssembly.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)))
            .Select(use => use.Type).Distinct();
        Assert.Equal(["Affekt.Cli.Commands.ServeCommand"], users);
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void No_product_opens_its_internals_to_another(string project)
    {
        var friends = XDocument.Load(Path.Combine(Repository.Projects[project], project + ".csproj")).Descendants("InternalsVisibleTo")
            .Select(friend => friend.Attribute("Include")!.Value);
        Assert.Empty(friends.Intersect(Repository.Projects.Keys));
    }

    private static HashSet<string> Allowed(string project)
    {
        var allowed = new HashSet<string>();
        var open = new Stack<string>(Arrows[project]);
        while (open.TryPop(out var next))
        {
            if (allowed.Add(next))
                Array.ForEach(Arrows[next], open.Push);
        }
        return allowed;
    }
}
