using System.IO.Compression;
using System.Text.Json;
using LongRag.Models.Encoders;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Models.Tests.Encoders;

public sealed class UnreadLettersTests
{
    [Theory]
    [InlineData("谁可以取消航行？")]
    [InlineData("北京的人口有多少")]
    [InlineData("誰が航海をキャンセルできますか")]
    [InlineData("누가 항해를 취소할 수 있나요")]
    [InlineData("Кто может отменить рейс?")]
    [InlineData("столица Франции")]
    [InlineData("Хто може скасувати рейс")]
    [InlineData("Ποιος μπορεί να ακυρώσει το ταξίδι;")]
    [InlineData("من يمكنه إلغاء الرحلة؟")]
    [InlineData("מי יכול לבטל את ההפלגה")]
    [InlineData("यात्रा कौन रद्द कर सकता है")]
    [InlineData("ใครสามารถยกเลิกการเดินเรือได้")]
    [InlineData("ვის შეუძლია რეისის გაუქმება")]
    [InlineData("ጉዞውን ማን ሊሰርዝ ይችላል")]
    public void A_question_in_another_script_is_not_read_by_an_encoder_of_english(string question)
    {
        using var encoder = EncoderCatalog.Default();
        Assert.InRange(encoder.UnknownShare(question), 0.85, 1);
    }

    [Theory]
    [InlineData("Wer darf eine Überfahrt absagen? Größe der Fähre")]
    [InlineData("Où est l’hôtel « Métropole » à Besançon ?")]
    [InlineData("Ai có thể hủy chuyến đi?")]
    [InlineData("Kto może odwołać rejs? źdźbło żółć")]
    [InlineData("What is the value of α where β ≥ 3 µm, f(x) = ∑ xᵢ² and T = 20 °C?")]
    [InlineData("for (int i = 0; i < n; i++) { naïve[i] = “x”; } — 100 €")]
    [InlineData("Who wrote “Война и мир” in the nineteenth century, and when was it translated?")]
    public void A_question_in_its_own_script_is_read_whatever_stands_in_between(string question)
    {
        using var encoder = EncoderCatalog.Default();
        Assert.InRange(encoder.UnknownShare(question), 0, 0.15);
    }

    [Fact]
    public void No_question_of_squad_or_cacm_is_taken_for_one_in_another_script()
    {
        using var encoder = EncoderCatalog.Default();
        var questions = Questions("squad").Concat(Questions("cacm")).ToList();
        Assert.Equal(98_169 + 64, questions.Count);
        Assert.InRange(questions.Max(encoder.UnknownShare), 0.25, 0.27);
    }

    private static IEnumerable<string> Questions(string set)
    {
        using var lines = new StreamReader(new GZipStream(File.OpenRead(Requires.Shared("data", set, "queries.jsonl.gz")), CompressionMode.Decompress));
        while (lines.ReadLine() is { } line) yield return JsonDocument.Parse(line).RootElement.GetProperty("text").GetString()!;
    }
}
