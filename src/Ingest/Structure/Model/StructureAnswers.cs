using System.IO.Hashing;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LongRag.Ingest;

/// <summary>
/// The checked answers of one model, by what it was shown, and the documents it has been through, in one file of JSON lines that only grows. A line that a kill tore is passed over. The file can be
/// deleted at any time: what it held is then asked again. One writer at a time; not thread-safe.
/// </summary>
public sealed class StructureAnswers : IDisposable
{
    private readonly Dictionary<string, SliceAnswer> _slices = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _documents = new(StringComparer.Ordinal);
    private readonly string? _path;
    private FileStream? _file;

    private StructureAnswers(string? path) => _path = path;

    /// <summary>Answers that are kept in memory alone.</summary>
    public static StructureAnswers InMemory() => new(null);

    /// <summary>The answers of a model below a folder, which is created with the first of them.</summary>
    /// <param name="folder">For all models, e.g. <c>structures</c> in the data folder.</param>
    /// <param name="model">What the model is called where it runs; another name is another file.</param>
    /// <exception cref="LongRagException"><c>unwritable</c> where the file cannot be read.</exception>
    public static StructureAnswers Open(string folder, string model)
    {
        ArgumentException.ThrowIfNullOrEmpty(model);
        var answers = new StructureAnswers(Path.Combine(folder, FileNameOf(model)));
        answers.Load();
        return answers;
    }

    /// <summary>How many slices are known.</summary>
    public int Count => _slices.Count;

    /// <summary>Short name of a model, in which no two share: letters and digits of its name, and a hash.</summary>
    public static string KeyOf(string model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var plain = string.Concat(model.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-')).Trim('-');
        return $"{(plain.Length > 40 ? plain[..40] : plain)}-{Hash(model)[..8]}";
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file?.Dispose();

    internal SliceAnswer? Find(string slice) => _slices.GetValueOrDefault(Hash(slice));

    internal void Add(string slice, SliceAnswer answer)
    {
        var key = Hash(slice);
        _slices[key] = answer;
        Append(new AnswerLine
        {
            Slice = key,
            Tries = answer.Tries,
            Repaired = answer.IsRepaired,
            Errors = answer.Errors.Count > 0 ? [.. answer.Errors] : null,
            TokensIn = answer.TokensIn,
            TokensOut = answer.TokensOut,
            Scope = answer.Structure?.Scope,
            Aspects = answer.Structure is { } structure ? [.. structure.Aspects.Select(AspectLine.Of)] : null,
        });
    }

    /// <summary>Whether the model has been through this content of a document (with the same settings) and nothing was left to store.</summary>
    internal bool IsDone(DocumentId document, string content) => _documents.TryGetValue(document.Value, out var known) && string.Equals(known, content, StringComparison.Ordinal);

    internal void MarkDone(DocumentId document, string content)
    {
        _documents[document.Value] = content;
        Append(new AnswerLine { Document = document.Value, Content = content });
    }

    private static string FileNameOf(string model) => KeyOf(model) + ".jsonl";

    private static string Hash(string text) => Convert.ToHexStringLower(XxHash128.Hash(Encoding.UTF8.GetBytes(text)));

    private void Load()
    {
        if (!File.Exists(_path)) return;
        try
        {
            foreach (var line in File.ReadLines(_path)) Read(line);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new LongRagException("unwritable", $"'{_path}' cannot be read: {failure.Message}", failure);
        }
    }

    private void Read(string line)
    {
        AnswerLine? read;
        try
        {
            read = JsonSerializer.Deserialize(line, AnswerJson.Default.AnswerLine);
        }
        catch (JsonException)
        {
            return;
        }

        if (read is { Document: { } document, Content: { } content }) _documents[document] = content;
        if (read?.Slice is not { } slice || read.Aspects?.All(AspectLine.IsWhole) is false) return;
        _slices[slice] = new SliceAnswer
        {
            Structure = read is { Scope: { } scope, Aspects: { Length: > 0 } aspects } ? new RangeStructure(scope, [.. aspects.Select(a => a.Read())]) : null,
            Tries = read.Tries,
            IsRepaired = read.Repaired,
            Errors = read.Errors ?? [],
            TokensIn = read.TokensIn,
            TokensOut = read.TokensOut,
        };
    }

    private void Append(AnswerLine line)
    {
        if (_path is null) return;
        try
        {
            if (_file is null)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
                _file = new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.Read);
                // A torn line ends here.
                if (_file.Length > 0) _file.WriteByte((byte)'\n');
            }

            _file.Write(JsonSerializer.SerializeToUtf8Bytes(line, AnswerJson.Default.AnswerLine));
            _file.WriteByte((byte)'\n');
            _file.Flush();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new LongRagException("unwritable", $"'{_path}' cannot be written: {failure.Message}", failure);
        }
    }
}

/// <summary>One line of the file of answers: a slice, or a document.</summary>
internal sealed class AnswerLine
{
    public string? Slice { get; set; }

    public int Tries { get; set; }

    public bool Repaired { get; set; }

    public string[]? Errors { get; set; }

    public long TokensIn { get; set; }

    public long TokensOut { get; set; }

    public string? Scope { get; set; }

    public AspectLine[]? Aspects { get; set; }

    public string? Document { get; set; }

    public string? Content { get; set; }
}

/// <summary>One aspect in the file of answers.</summary>
internal sealed class AspectLine
{
    public string Name { get; set; } = "";

    public int Start { get; set; }

    public int End { get; set; }

    public AspectLine[]? Aspects { get; set; }

    public static AspectLine Of(RangeAspect aspect) => new() { Name = aspect.Name, Start = aspect.Start, End = aspect.End, Aspects = aspect.Aspects.Count > 0 ? [.. aspect.Aspects.Select(Of)] : null };

    /// <summary>JSON may hold null where no code writes it.</summary>
    public static bool IsWhole(AspectLine? aspect) => aspect?.Name is { Length: > 0 } && aspect.Aspects?.All(IsWhole) is not false;

    public RangeAspect Read() => new(Name, Start, End, [.. (Aspects ?? []).Select(a => a.Read())]);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(AnswerLine))]
internal sealed partial class AnswerJson : JsonSerializerContext;
