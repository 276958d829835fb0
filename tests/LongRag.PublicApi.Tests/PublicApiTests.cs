using System.Reflection;
using System.Xml.Linq;
using LongRag.TestKit;
using PublicApiGenerator;
using Xunit;

namespace LongRag.PublicApi.Tests;

/// <summary>What is public is written down, a file for each package, and changes on purpose alone: with <c>LONGRAG_PIN_API=1</c> the files are written anew.</summary>
public sealed class PublicApiTests
{
    public static TheoryData<string> Packages => [.. Projects().Select(AssemblyOf).Where(name => name is not "LongRag.Cli").Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Projects() => Directory.EnumerateFiles(Repository.PathOf("src"), "*.csproj", SearchOption.AllDirectories);

    private static string AssemblyOf(string project) => XDocument.Load(project).Descendants("AssemblyName").Single().Value;

    [Theory]
    [MemberData(nameof(Packages))]
    public void A_package_shows_what_its_file_says(string package)
    {
        var file = Repository.PathOf("tests", "fixtures", "public-api", package + ".txt");
        var shown = Assembly.Load(package).GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false, DenyNamespacePrefixes = [] }).ReplaceLineEndings("\n").Trim() + "\n";
        if (Environment.GetEnvironmentVariable("LONGRAG_PIN_API") is "1") File.WriteAllText(file, shown);
        Assert.Equal(File.ReadAllText(file), shown);
    }
}
