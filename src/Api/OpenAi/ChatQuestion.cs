using System.Text;
using System.Text.Json;
using LongRag.Api.Errors;
using LongRag.Api.Questions;

namespace LongRag.Api.OpenAi;

/// <summary>Reads a conversation as a question with what was said before it.</summary>
internal static class ChatQuestion
{
    private const int MostTurns = 20;

    /// <summary>The question: the last message, which must be the user's; messages of neither user nor assistant are passed over. What the model stands for is left to be found.</summary>
    public static AskRequest Read(ChatBody body, ServerOptions server)
    {
        if (body.Messages is not { Count: > 0 } messages) throw new ArgumentRefusedException("messages", "'messages' must hold at least one message.");
        var said = messages.Select(Said).OfType<(bool IsUser, string Text)>().ToList();
        if (said.Count == 0 || !said[^1].IsUser) throw new ArgumentRefusedException("messages", "The last of 'messages' must be the user's.");
        if (string.IsNullOrEmpty(body.Model)) throw new ArgumentRefusedException("model", "'model' must name a collection, or be longrag.");
        var question = said[^1].Text;
        QuestionLimits.Text("messages", question, server.QueryCharacters);
        if (string.IsNullOrWhiteSpace(question)) throw new ArgumentRefusedException("messages", "The last of 'messages' is empty.", "empty_query");
        var history = History(said[..^1], server.QueryCharacters);
        return new AskRequest { Query = question, History = history.Count == 0 ? null : history };
    }

    /// <summary>What the caller sent, as a rough number of tokens.</summary>
    public static int Tokens(ChatBody body) => (body.Messages ?? []).Sum(message => Said(message) is { } said ? EstimatedTokenCounter.Instance.Count(said.Text) : 0);

    /// <summary>Questions with the answers that follow them; several messages of one speaker in a row are one. What was said is shortened, never refused: the client sends it again with every question.</summary>
    private static List<Turn> History(List<(bool IsUser, string Text)> said, int most)
    {
        var turns = new List<Turn>();
        var (question, answer) = (new StringBuilder(), new StringBuilder());
        foreach (var (isUser, text) in said)
        {
            if (isUser && answer.Length > 0) Close();
            (isUser ? question : answer).AppendLine(text);
        }

        if (question.Length > 0) Close();
        return turns.Count > MostTurns ? turns[^MostTurns..] : turns;

        void Close()
        {
            if (question.Length > 0) turns.Add(new Turn(Shortened(question, most), Shortened(answer, 16 * most)));
            question.Clear();
            answer.Clear();
        }
    }

    private static string Shortened(StringBuilder said, int most)
    {
        var text = said.Replace("\0", "").ToString().Trim();
        if (text.Length <= most) return text;
        return text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];
    }

    private static (bool IsUser, string Text)? Said(ChatTurn? message)
    {
        if (message is null) throw new ArgumentRefusedException("messages", "A message is null.");
        return message.Role switch
        {
            "user" => (true, TextOf(message.Content)),
            "assistant" => (false, TextOf(message.Content)),
            _ => null,
        };
    }

    private static string TextOf(JsonElement content)
    {
        try
        {
            return content.ValueKind switch
            {
                JsonValueKind.String => content.GetString()!,
                JsonValueKind.Array => string.Join('\n', content.EnumerateArray().Select(Part).OfType<string>()),
                JsonValueKind.Null or JsonValueKind.Undefined => "",
                _ => throw new ArgumentRefusedException("messages", "A message's 'content' must be a text or a list of parts."),
            };
        }
        catch (InvalidOperationException)
        {
            throw new ArgumentRefusedException("messages", "A message's 'content' is not well-formed text.");
        }
    }

    private static string? Part(JsonElement part) =>
        part.ValueKind is JsonValueKind.Object && part.TryGetProperty("text", out var text) && text.ValueKind is JsonValueKind.String ? text.GetString() : null;
}
