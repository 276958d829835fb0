using System.IO.Compression;
using System.Text.Json;

namespace LongRag.Benchmarks;

/// <summary>The shared sets that the macro benchmark reads, unpacked to files as a user would have them.</summary>
internal sealed class Corpus(string shared, string folder)
{
    /// <summary>Sets, and how the text of their records is read.</summary>
    public static readonly (string Name, string Format)[] Sets = [("techdocs-powershell", "md"), ("medquad", "txt")];

    public string FileOf(string set) => Path.Combine(folder, set + ".jsonl");

    public async Task UnpackAsync()
    {
        foreach (var (set, _) in Sets)
        {
            await using var input = new GZipStream(File.OpenRead(Path.Combine(shared, "data", set, "corpus.jsonl.gz")), CompressionMode.Decompress);
            await using var output = File.Create(FileOf(set));
            await input.CopyToAsync(output);
        }
    }

    public async Task<IReadOnlyList<string>> QuestionsAsync(int perSet)
    {
        var questions = new List<string>();
        foreach (var (set, _) in Sets)
        {
            using var reader = new StreamReader(new GZipStream(File.OpenRead(Path.Combine(shared, "data", set, "queries.jsonl.gz")), CompressionMode.Decompress));
            var taken = 0;
            while (taken < perSet && await reader.ReadLineAsync() is { } line)
            {
                using var record = JsonDocument.Parse(line);
                questions.Add(record.RootElement.GetProperty("text").GetString()!);
                taken++;
            }
        }

        return questions;
    }
}
