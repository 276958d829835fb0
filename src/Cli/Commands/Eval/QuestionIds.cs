using System.IO.Compression;
using System.Text.Json;
using LongRag.Evaluation;

namespace LongRag.Cli.Commands.Eval;

/// <summary>Chooses questions of a set by a file of their ids.</summary>
internal static class QuestionIds
{
    /// <summary>The questions whose ids the file holds, in the order of the set. JSON lines without an id are passed over.</summary>
    /// <exception cref="LongRagException"><c>not_found</c> where there is no such file, or none of the ids is in the set; <c>bad_input</c> for a line that begins as JSON and is none.</exception>
    public static IReadOnlyList<QaQuestion> Only(QaSet set, string file)
    {
        if (!File.Exists(file)) throw new LongRagException("not_found", $"There is no file '{file}'.");
        var ids = Read(file).ToHashSet(StringComparer.Ordinal);
        List<QaQuestion> found = [.. set.Questions.Where(question => ids.Contains(question.Id))];
        return found.Count > 0 ? found : throw new LongRagException("not_found", $"None of the {ids.Count} ids of '{file}' is a question of '{set.Name}'.");
    }

    private static IEnumerable<string> Read(string file)
    {
        using var bytes = File.OpenRead(file);
        using var plain = file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(bytes, CompressionMode.Decompress) : (Stream)bytes;
        using var reader = new StreamReader(plain);
        for (var number = 1; reader.ReadLine() is { } line; number++)
        {
            if (string.IsNullOrWhiteSpace(line)) continue;
            if (!line.StartsWith('{')) yield return line.Trim();
            else if (IdOf(file, number, line) is { } id) yield return id;
        }
    }

    private static string? IdOf(string file, int number, string line)
    {
        try
        {
            using var record = JsonDocument.Parse(line);
            return record.RootElement.TryGetProperty("_id", out var id) && id.ValueKind == JsonValueKind.String ? id.GetString() : null;
        }
        catch (JsonException)
        {
            throw new LongRagException("bad_input", $"{file}, line {number}: this is no JSON.");
        }
    }
}
