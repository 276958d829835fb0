using System.Globalization;
using System.Text.RegularExpressions;
using LongRag.Retrievers.Dense.Scan;
using LongRag.Retrievers.Fusion;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Hosting.Tests;

/// <summary>What a configuration that is not right is refused with, and what is said of every key.</summary>
public sealed partial class SettingsTests : IDisposable
{
    private static Settings Read(params (string Key, string Value)[] settings)
    {
        using var folder = new TemporaryFolder();
        return SettingsReader.Read(new Microsoft.Extensions.Configuration.ConfigurationBuilder().Build(), folder.Path, settings.Select(pair => KeyValuePair.Create<string, string?>(pair.Key, pair.Value)));
    }

    private static LongRagException Refused(params (string Key, string Value)[] settings)
    {
        var refused = Assert.Throws<LongRagException>(() => Read(settings));
        Assert.Equal("bad_config", refused.Code);
        Assert.DoesNotContain("BinderOptions", refused.Message, StringComparison.Ordinal);
        return refused;
    }

    [Theory]
    [InlineData("fp16", VectorPrecision.Float16)]
    [InlineData("FP32", VectorPrecision.Float32)]
    [InlineData("int8", VectorPrecision.Int8)]
    [InlineData("float16", VectorPrecision.Float16)]
    public void Precisions_have_their_usual_names(string name, VectorPrecision precision) => Assert.Equal(precision, Read(("Retrieval:Dense:Precision", name)).Retrieval.Dense.Precision);

    [Fact]
    public void Names_of_several_words_may_be_written_with_underscores() => Assert.Equal(FusionRule.ReciprocalRank, Read(("Retrieval:Fusion:Rule", "reciprocal_rank")).Retrieval.Fusion.Rule);

    [Fact]
    public void Tokens_of_an_answer_reach_the_generator()
    {
        Assert.Equal(4096, GeneratorNames.OptionsOf(Read(("Generation:AnswerTokens", "4096")), new GeneratorChoice("short")).MostTokens);
        Assert.Null(GeneratorNames.OptionsOf(Read(), new GeneratorChoice("short")).MostTokens);
    }

    [Theory]
    [InlineData("Retrieval:Dense:Precision", "fp17", "The configuration key LongRag:Retrieval:Dense:Precision is 'fp17'; it must be one of Int8, Float16, Float32.")]
    [InlineData("Retrieval:Dense:Precision", "2", "The configuration key LongRag:Retrieval:Dense:Precision is '2'; it must be one of Int8, Float16, Float32.")]
    [InlineData("Encoders:mine:Pooling", "max", "The configuration key LongRag:Encoders:mine:Pooling is 'max'; it must be one of Cls, Mean, Last.")]
    [InlineData("Retrieval:Dense:Rendring", "Text", "There is no configuration key LongRag:Retrieval:Dense:Rendring; possible there: Precision, Rendering.")]
    [InlineData("Postgres:Password", "x", "There is no configuration key LongRag:Postgres:Password; possible there: ConnectionString, Schema.")]
    [InlineData("Reorder:By", "x", "The configuration key LongRag:Reorder holds 'By', but it must be a text.")]
    public void What_is_wrong_is_named_with_what_is_possible(string key, string value, string message) => Assert.Equal(message, Refused((key, value)).Message);

    [Fact]
    public void An_unknown_section_is_named_and_what_stands_in_it_is_not() =>
        Assert.StartsWith("There is no configuration key LongRag:Secret; possible there: ChatModels, Encoders, Generation, ", Refused(("Secret:Key", "hunter2")).Message, StringComparison.Ordinal);

    [Fact]
    public void Every_key_is_documented_with_its_default_and_its_names()
    {
        var documented = Documented().ToDictionary(row => row.Key, StringComparer.Ordinal);
        var keys = SettingsKeys.All().ToList();
        Assert.Equal(keys.Select(key => key.Path).Order(StringComparer.Ordinal), documented.Keys.Order(StringComparer.Ordinal));
        foreach (var key in keys)
        {
            var row = documented[key.Path];
            Assert.True(string.Equals(DefaultOf(key.Default), row.Default, StringComparison.Ordinal), $"{key.Path}: the default is '{DefaultOf(key.Default)}', not '{row.Default}'.");
            if (key.Type.IsEnum) Assert.All(Enum.GetNames(key.Type), name => Assert.True(row.Values.Contains($"`{name}`", StringComparison.Ordinal), $"{key.Path}: {name} is missing."));
            Assert.True(row.What.Length > 10, key.Path);
        }
    }

    [Fact]
    public void Documented_ranges_are_those_that_are_checked()
    {
        var ranges = Documented().Where(row => !row.Key.Contains("NAME", StringComparison.Ordinal) && Range().IsMatch(row.Values)).ToList();
        Assert.True(ranges.Count >= 35, $"{ranges.Count}");
        foreach (var row in ranges)
        {
            var match = Range().Match(row.Values);
            var (least, most) = (Number(match, "least"), Number(match, "most"));
            foreach (var inside in new[] { least, most }) Read((row.Key, inside.ToString(CultureInfo.InvariantCulture)));
            foreach (var outside in new[] { least - 1, most + 1 })
                Assert.Contains(row.Key.Split(':')[^1], Refused((row.Key, outside.ToString(CultureInfo.InvariantCulture))).Message, StringComparison.Ordinal);
        }

        static double Number(Match match, string name) => double.Parse(match.Groups[name].Value.Replace(",", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
    }

    /// <summary>A row "| `Key` | default | values | what |" below a heading "## `LongRag:Section`".</summary>
    private static IEnumerable<(string Key, string Default, string Values, string What)> Documented()
    {
        var section = "";
        foreach (var line in File.ReadLines(Repository.PathOf("docs/configuration.md")))
        {
            if (line.StartsWith("## `LongRag", StringComparison.Ordinal)) section = line.Split('`')[1]["LongRag".Length..].TrimStart(':');
            if (!line.StartsWith("| `", StringComparison.Ordinal)) continue;
            var cells = line.Split('|').Select(cell => cell.Trim()).ToArray();
            yield return (section.Length == 0 ? cells[1].Trim('`') : $"{section}:{cells[1].Trim('`')}", cells[2], cells[3], cells[4]);
        }
    }

    private static string DefaultOf(object? value) => value switch
    {
        null => "not set",
        bool flag => flag ? "true" : "false",
        System.Collections.IEnumerable and not string => "none",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    [GeneratedRegex("^(?<least>[0-9.,]+) to (?<most>[0-9.,]+)$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Range();

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("""{"LongRag":{"Server":{"UploadMegabytes":"abc"}}}""", "The configuration key LongRag:Server:UploadMegabytes is 'abc'; it must be a whole number, at most 2147483647.")]
    [InlineData("""{"LongRag":{"Server":{"UploadMegabytes":99999999999}}}""", "The configuration key LongRag:Server:UploadMegabytes is '99999999999'; it must be a whole number, at most 2147483647.")]
    [InlineData("""{"LongRag":{"Server":{"McpWriting":"yes"}}}""", "The configuration key LongRag:Server:McpWriting is 'yes'; it must be true or false.")]
    [InlineData("""{"LongRag":{"Retrieval":{"Fusion":{"Rule":"best"}}}}""", "The configuration key LongRag:Retrieval:Fusion:Rule is 'best'; it must be one of ")]
    [InlineData("""{"LongRag":{"Retrieval":{"Lexical":{"B":"half"}}}}""", "The configuration key LongRag:Retrieval:Lexical:B is 'half'; it must be a number.")]
    [InlineData("""{"LongRag":{"ChatModels":{"mine":{"Kind":"openai","Thread":2}}}}""", "There is no configuration key LongRag:ChatModels:mine:Thread; possible there: ApiKeyEnvironment, ")]
    [InlineData("""{"LongRag":{"Sever":{}}}""", "There is no configuration key LongRag:Sever; possible there: ChatModels, ")]
    [InlineData("""{"LongRag":{"Server":7}}""", "The configuration key LongRag:Server is a single value; it must be a section with keys of its own.")]
    [InlineData("""{"LongRag":{"ChatModels":{"mine":"openai"}}}""", "The configuration key LongRag:ChatModels:mine is a single value; it must be a section with keys of its own.")]
    [InlineData("""{"LongRag":{"Ingestion":{"Urls":{"Hosts":"a.example"}}}}""", "The configuration key LongRag:Ingestion:Urls:Hosts is a single value; it must be a list.")]
    [InlineData("""{"LongRag":{"Storage":{"Kind":"sqlite"}}}""", "The configuration key LongRag:Storage holds 'Kind', but it must be a text.")]
    [InlineData("""{"LongRag":7}""", "The configuration key LongRag is a single value; it must be a section with keys of its own.")]
    [InlineData("""{"Server":{"UploadMegabytes":5}}""", "'Server' stands outside of the section LongRag in '")]
    [InlineData("""{"LongRagg":{"Server":{"UploadMegabytes":5}}}""", "There is no section LongRag in '")]
    public void What_is_wrong_is_named_by_its_full_key_with_what_is_possible(string json, string message)
    {
        var failure = Assert.Throws<LongRagException>(() => Read(json));
        Assert.StartsWith(message, failure.Message, StringComparison.Ordinal);
        Assert.Equal("bad_config", failure.Code);
    }

    [Theory]
    [InlineData("""{"LongRag":{"server":{"uploadmegabytes":"7","MCPWRITING":"True"},"Ingestion":{"Urls":{"Hosts":[]}},"Encoders":{}},"ConnectionStrings":{"longrag":"Host=h"}}""")]
    [InlineData("""{"LongRag":{"Server":{"UploadMegabytes":7,"McpWriting":true},"Retrieval":{"Fusion":{"Rule":"spread"},"Reranker":null}}}""")]
    public void What_can_be_meant_is_taken(string json)
    {
        var server = Read(json).Server;
        Assert.Equal((7, true), (server.UploadMegabytes, server.McpWriting));
    }

    [Theory]
    [InlineData("Encoders", "http://user:secret@host/v1")]
    [InlineData("ChatModels", "https://user:secret@host/v1")]
    [InlineData("Rankers", "//user:secret@host/v1")]
    [InlineData("Encoders", "https://user:secret/x@host/v1")]
    [InlineData("Encoders", "https://user:x?secret#@host/v1")]
    public void A_password_in_an_address_is_refused_and_not_repeated(string section, string address)
    {
        var failure = Assert.Throws<LongRagException>(() => Read("""{"LongRag":{"SECTION":{"mine":{"Kind":"openai","Endpoint":"ADDRESS"}}}}""".Replace("SECTION", section, StringComparison.Ordinal).Replace("ADDRESS", address, StringComparison.Ordinal)));
        Assert.Contains($"LongRag:{section}:mine:Endpoint is '", failure.Message, StringComparison.Ordinal);
        Assert.Contains("***@host/v1'", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_password_in_an_address_is_not_shown()
    {
        var settings = new Settings();
        settings.ChatModels["mine"] = new() { Kind = "openai", Endpoint = "http://user:sec@ret@host/v1" };
        Assert.Contains("\"http://***@host/v1\"", SettingsWriter.Write(settings), StringComparison.Ordinal);
        Assert.DoesNotContain("ret@", SettingsWriter.Write(settings), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private Settings Read(string json)
    {
        var file = _folder.PathOf("longrag.json");
        File.WriteAllText(file, json);
        return SettingsReader.Read(null, file);
    }
}
