using System.IO.Compression;
using CsCheck;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Core.Tests.Text;

public sealed class PorterStemmerTests
{
    [Theory]
    [InlineData("caresses", "caress")]
    [InlineData("ponies", "poni")]
    [InlineData("agreed", "agre")]
    [InlineData("hopping", "hop")]
    [InlineData("filing", "file")]
    [InlineData("relational", "relat")]
    [InlineData("generalizations", "gener")]
    [InlineData("oscillators", "oscil")]
    [InlineData("psychology", "psycholog")]
    [InlineData("sky", "sky")]
    [InlineData("is", "is")]
    public void Words_of_the_paper_and_its_program(string word, string stem) => Assert.Equal(stem, PorterStemmer.Stem(word));

    [Theory]
    [InlineData("")]
    [InlineData("Running")]
    [InlineData("straßen")]
    [InlineData("v2s")]
    [InlineData("京都")]
    public void Other_than_lower_case_english_words_stay_as_they_are(string word) => Assert.Equal(word, PorterStemmer.Stem(word));

    [Fact]
    public void Every_word_of_the_reference_vocabulary_has_the_reference_stem()
    {
        var words = Lines("porter-voc.txt.gz");
        var stems = Lines("porter-output.txt.gz");
        Assert.Equal(23_531, words.Length);
        Assert.Equal(stems, words.Select(PorterStemmer.Stem));
    }

    [Fact]
    public void Any_word_gets_a_stem_that_is_no_longer_than_it() =>
        Gen.String[Gen.Char['a', 'z'], 0, 90].Sample(word => PorterStemmer.Stem(word).Length <= word.Length);

    private static string[] Lines(string name)
    {
        using var zipped = new GZipStream(File.OpenRead(Requires.Shared("data", "tokenizers", name)), CompressionMode.Decompress);
        using var reader = new StreamReader(zipped);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
