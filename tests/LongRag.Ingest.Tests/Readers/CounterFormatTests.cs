using Xunit;

namespace LongRag.Ingest.Tests.Readers;

public sealed class CounterFormatTests
{
    [Theory]
    [InlineData(7, "decimal", "7")]
    [InlineData(-3, "decimal", "-3")]
    [InlineData(7, "decimalZero", "07")]
    [InlineData(10, "decimalZero", "10")]
    [InlineData(1999, "upperRoman", "MCMXCIX")]
    [InlineData(4, "lowerRoman", "iv")]
    [InlineData(0, "lowerRoman", "0")]
    [InlineData(4000, "upperRoman", "4000")]
    [InlineData(26, "lowerLetter", "z")]
    [InlineData(28, "lowerLetter", "bb")]
    [InlineData(int.MaxValue, "upperLetter", "2147483647")]
    [InlineData(11, "ordinal", "11th")]
    [InlineData(22, "ordinal", "22nd")]
    [InlineData(20, "decimalEnclosedCircle", "⑳")]
    [InlineData(10, "chineseCounting", "十")]
    [InlineData(42, "japaneseCounting", "四十二")]
    [InlineData(5, "bullet", "")]
    [InlineData(5, "unheardOf", "5")]
    public void Numbers_are_written_as_the_format_says(int number, string format, string expected) => Assert.Equal(expected, CounterFormat.Of(number, format));
}
