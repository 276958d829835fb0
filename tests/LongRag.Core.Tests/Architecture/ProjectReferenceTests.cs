using System.Xml.Linq;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Core.Tests.Architecture;

/// <summary>The table of who may refer to whom, read from the project files.</summary>
public sealed class ProjectReferenceTests
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Core"] = [],
        ["Models"] = ["Core"],
        ["Storage"] = ["Core"],
        ["Evaluation"] = ["Core"],
        ["Ingest"] = ["Core"],
        ["Torch"] = ["Core", "Models"],
        ["Retrievers"] = ["Core", "Models"],
        ["Rankers"] = ["Core", "Models"],
        ["Generator"] = ["Core", "Models"],
        ["SemanticKernel"] = ["Core", "Client"],
        ["Client"] = ["Core"],
        ["Mcp"] = ["Core", "Client"],
        ["Mcp.AspNetCore"] = ["Core", "Client", "Mcp"],
        ["Hosting"] = ["Core", "Models", "Storage", "Ingest", "Torch", "Retrievers", "Rankers", "Generator"],
        ["Api"] = ["Core", "Models", "Storage", "Evaluation", "Ingest", "Torch", "Retrievers", "Rankers", "Generator", "Hosting", "Client", "Mcp", "Mcp.AspNetCore"],
        ["Cli"] = ["Core", "Models", "Storage", "Evaluation", "Ingest", "Torch", "Retrievers", "Rankers", "Generator", "Client", "Hosting", "SemanticKernel", "Mcp", "Mcp.AspNetCore", "Api"],
    };

    private static IEnumerable<string> SourceProjects => Directory.EnumerateFiles(Repository.PathOf("src"), "*.csproj", SearchOption.AllDirectories);

    [Fact]
    public void Every_source_project_stands_in_the_table() =>
        Assert.Empty(SourceProjects.Select(NameOf).Except(Allowed.Keys, StringComparer.Ordinal));

    [Fact]
    public void A_project_refers_only_to_what_the_table_allows()
    {
        var offences = SourceProjects.SelectMany(project => References(project).Where(to => !Allowed[NameOf(project)].Contains(to, StringComparer.Ordinal)).Select(to => $"{NameOf(project)} -> {to}"));
        Assert.Empty(offences);
    }

    [Fact]
    public void Core_takes_no_package_but_abstractions()
    {
        var packages = Items(Repository.PathOf("src", "Core", "LongRag.Core.csproj"), "PackageReference");
        Assert.All(packages, package => Assert.EndsWith(".Abstractions", package, StringComparison.Ordinal));
    }

    [Fact]
    public void No_project_names_a_package_version_of_its_own()
    {
        var all = Directory.EnumerateFiles(Repository.Root, "*.csproj", SearchOption.AllDirectories);
        Assert.All(all, project => Assert.DoesNotContain(XDocument.Load(project).Descendants("PackageReference"), p => p.Attribute("Version") is not null));
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = File.ReadAllText(Repository.PathOf("LongRag.sln"));
        string[] roots = ["src", "tests", "benchmarks", "samples"];
        var projects = roots.Select(r => Repository.PathOf(r)).Where(Directory.Exists).SelectMany(r => Directory.EnumerateFiles(r, "*.csproj", SearchOption.AllDirectories)).Select(Path.GetFileName);
        Assert.All(projects, project => Assert.Contains(project!, solution, StringComparison.Ordinal));
    }

    private static string NameOf(string project) => Path.GetFileNameWithoutExtension(project)["LongRag.".Length..];

    private static IEnumerable<string> References(string project) => Items(project, "ProjectReference").Select(include => NameOf(include.Replace('\\', '/').Split('/')[^1]));

    private static IEnumerable<string> Items(string project, string kind) => XDocument.Load(project).Descendants(kind).Select(item => item.Attribute("Include")!.Value);
}
