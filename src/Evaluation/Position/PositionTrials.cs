namespace LongRag.Evaluation;

/// <summary>Asks a generator with the answer at different places, and says how often it finds it.</summary>
/// <param name="generator">Who answers.</param>
/// <param name="tokens">Counts the evidence's tokens.</param>
/// <param name="firstLine">Only the first line of what is answered counts, as in the script of "Lost in the Middle".</param>
/// <param name="isFreeText">Whether what is written counts without a quote too: for measuring a model by itself.</param>
public sealed class PositionTrials(IAnswerGenerator generator, ITokenCounter tokens, bool firstLine, bool isFreeText = false)
{
    /// <summary>Share of the questions whose answer holds a gold answer (<c>best_subspan_em</c>), the gold document at that place by rank, shown in that order.</summary>
    public async Task<double> MultiDocAsync(IReadOnlyList<MultiDocQuestion> questions, int documents, int position, IEvidenceOrder order, CancellationToken cancellationToken)
    {
        var found = 0.0;
        foreach (var question in questions)
        {
            var arranged = GivenEvidence.Of(question.Arranged(documents, position).Select(document => (document.Id, document.Title, document.Text)), tokens);
            found += await FoundAsync(question.Text, question.Answers, order.Order(arranged), cancellationToken);
        }

        return found / questions.Count;
    }

    /// <summary>Share of the haystacks whose answer is found.</summary>
    public async Task<double> HaystackAsync(IReadOnlyList<Haystack> haystacks, IEvidenceOrder order, CancellationToken cancellationToken)
    {
        var found = 0.0;
        foreach (var haystack in haystacks)
        {
            var evidence = GivenEvidence.Of(haystack.Passages.Select((passage, i) => ($"passage-{i + 1}", "", passage)), tokens);
            found += await FoundAsync(haystack.Question, [haystack.Answer], order.Order(evidence), cancellationToken);
        }

        return found / haystacks.Count;
    }

    private async Task<double> FoundAsync(string question, IReadOnlyList<string> answers, IReadOnlyList<Evidence> evidence, CancellationToken cancellationToken)
    {
        var answer = (await GivenEvidence.AskAsync(generator, question, evidence, cancellationToken, isFreeText)).Text;
        if (firstLine) answer = answer.Split('\n', 2)[0];
        return AnswerScores.BestSubspanExactMatch(answer, answers);
    }
}
