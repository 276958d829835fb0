using LongRag.Api.Errors;
using LongRag.Api.Json;

namespace LongRag.Api.Questions;

/// <summary>How much a question may ask for over HTTP. What a question means is checked behind it.</summary>
internal static class QuestionLimits
{
    private const int MostCollections = 32;
    private const int MostTurns = 100;
    private const int MostTop = 1000;

    public static void Check(SearchRequest request, ServerOptions server)
    {
        Text("query", request.Query, server.QueryCharacters);
        Text("instruction", request.Instruction, server.QueryCharacters);
        if (string.IsNullOrWhiteSpace(request.Query)) throw new ArgumentRefusedException("query", "The question is empty.", "empty_query");
        if (request.Top is < 1 or > MostTop) throw new ArgumentRefusedException("top", $"{request.Top} results were asked for; 1 to {MostTop} are possible.", "bad_top");
        if (request.Collections is { } collections && (collections.Count > MostCollections || collections.Any(name => name is null)))
            throw new ArgumentRefusedException("collections", $"'collections' must name at most {MostCollections} collections.");
        if (request.Filters is { } filters && !JsonText.IsWellFormed(filters)) throw new ArgumentRefusedException("filters", "'filters' holds half a surrogate pair.", "bad_filter");
        if (request is AskRequest { History: { } history }) Check(history, server);
    }

    /// <summary>Refuses a text that is too long, or that is none: half a surrogate pair, or a NUL.</summary>
    public static void Text(string field, string? text, int most)
    {
        if (text is null) return;
        if (text.Length > most) throw new ArgumentRefusedException(field, $"'{field}' has {text.Length} characters; at most {most} are accepted.", "query_too_long");
        if (text.Contains('\0', StringComparison.Ordinal)) throw new ArgumentRefusedException(field, $"'{field}' holds a NUL character.");
    }

    private static void Check(IReadOnlyList<Turn> history, ServerOptions server)
    {
        if (history.Count > MostTurns) throw new ArgumentRefusedException("history", $"'history' has {history.Count} turns; at most {MostTurns} are accepted.");
        foreach (var turn in history)
        {
            if (turn is not { Question: not null, Answer: not null }) throw new ArgumentRefusedException("history", "Each turn of 'history' needs a 'question' and an 'answer'.");
            Text("history", turn.Question, server.QueryCharacters);
            Text("history", turn.Answer, 16 * server.QueryCharacters);
        }
    }
}
