using System.CommandLine;
using System.IO.Hashing;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace LongRag.Cli.Commands;

/// <summary>The first line of a journal.</summary>
/// <param name="JournalOf">What is worked at, so that nothing else goes on with it.</param>
internal sealed record JournalHead([property: JsonRequired] string JournalOf);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(JournalHead))]
internal sealed partial class JournalJson : JsonSerializerContext
{
    /// <summary>Letters as they are.</summary>
    public static JournalJson Readable { get; } = new(new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}

/// <summary>What long work has found so far, a JSON line a query: work that was broken off goes on from there, whatever broke it off. A last line that is not whole is dropped.</summary>
/// <typeparam name="T">What is kept of a query.</typeparam>
internal sealed class Journal<T> : IDisposable
    where T : class
{
    private readonly Dictionary<string, T> _found = new(StringComparer.Ordinal);
    private readonly string _path;
    private readonly FileStream _file;
    private readonly JsonTypeInfo<T> _json;
    private int _added;

    private Journal(string path, JsonTypeInfo<T> json, FileStream file) => (_path, _json, _file) = (path, json, file);

    /// <summary>How many entries it holds.</summary>
    public int Count => _found.Count + _added;

    /// <summary>Opens a journal, new or begun.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="of">What is worked at.</param>
    /// <param name="json">How an entry is written: in one line.</param>
    /// <param name="queryOf">The query that an entry belongs to.</param>
    /// <exception cref="LongRagException"><c>bad_input</c>: the file is no journal of this work; <c>unwritable</c>.</exception>
    public static Journal<T> Open(string path, string of, JsonTypeInfo<T> json, Func<T, string> queryOf)
    {
        var journal = new Journal<T>(path, json, Guarded(path, () => new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read)));
        try
        {
            journal.Read(of, queryOf);
            return journal;
        }
        catch
        {
            journal.Dispose();
            throw;
        }
    }

    /// <summary>What was found for the query before; null where it was not asked.</summary>
    public T? Find(string query) => _found.GetValueOrDefault(query);

    /// <summary>Keeps what was found, so that the end of the process does not lose it.</summary>
    /// <exception cref="LongRagException"><c>unwritable</c>.</exception>
    public void Add(T found)
    {
        Append(Line(found, _json));
        _added++;
    }

    public void Dispose() => _file.Dispose();

    private void Read(string of, Func<T, string> queryOf)
    {
        var bytes = new byte[_file.Length];
        _file.ReadExactly(bytes);
        var (start, number) = (0, 0);
        while (Array.IndexOf(bytes, (byte)'\n', start) is >= 0 and var end)
        {
            number++;
            var line = bytes.AsSpan(start, end - start);
            if (start > 0) Keep(Parse(line, _json, number));
            else if (Parse(line, JournalJson.Readable.JournalHead, number).JournalOf is var other && !string.Equals(other, of, StringComparison.Ordinal))
                throw new LongRagException("bad_input", $"'{_path}' is the journal of something else ({PrintableText.OneLine(other)}; this is {of}): name another file, or delete it.");
            start = end + 1;
        }

        var head = Line(new JournalHead(of), JournalJson.Readable.JournalHead);
        // Somebody's file without a line end is not a journal that broke off.
        if (start == 0 && !head.AsSpan().StartsWith(bytes)) throw NoJournal(1);
        _file.SetLength(start);
        _file.Position = start;
        if (start == 0) Append(head);

        void Keep(T found) => _found[queryOf(found)] = found;
    }

    private TLine Parse<TLine>(ReadOnlySpan<byte> line, JsonTypeInfo<TLine> json, int number)
    {
        try
        {
            return JsonSerializer.Deserialize(line, json) ?? throw NoJournal(number);
        }
        catch (JsonException)
        {
            throw NoJournal(number);
        }
    }

    private LongRagException NoJournal(int line) => new("bad_input", $"'{_path}', line {line}: this is no line of a journal.");

    private static byte[] Line<TLine>(TLine line, JsonTypeInfo<TLine> json) => [.. JsonSerializer.SerializeToUtf8Bytes(line, json), (byte)'\n'];

    private void Append(byte[] line) => Guarded(_path, () =>
    {
        _file.Write(line);
        _file.Flush();
        return true;
    });

    private static TResult Guarded<TResult>(string path, Func<TResult> act)
    {
        try
        {
            return act();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new LongRagException("unwritable", $"'{path}' cannot be written: {failure.Message}", failure);
        }
    }
}

/// <summary>The option that names a journal, and what it is the journal of.</summary>
internal static class Journals
{
    public static Option<string?> Option() => new("--journal") { Description = "Keep what is found for each query in FILE as it is found, and go on from there when the same command is given again.", HelpName = "FILE" };

    /// <summary>16 hexadecimal digits that stand for settings.</summary>
    public static string Hash(params ReadOnlySpan<object?> settings) => XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(string.Join('\n', settings!))).ToString("x16", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Opens the journal where one is named, and says how much it holds.</summary>
    /// <exception cref="LongRagException">As <see cref="Journal{T}.Open"/>.</exception>
    public static Journal<T>? Open<T>(Invocation invocation, Option<string?> option, string of, JsonTypeInfo<T> json, Func<T, string> queryOf)
        where T : class
    {
        if (invocation.Get(option) is not { } path) return null;
        var journal = Journal<T>.Open(path, of, json, queryOf);
        if (journal.Count > 0) invocation.Terminal.Note($"{path} holds {journal.Count} {(journal.Count == 1 ? "entry" : "entries")} already");
        return journal;
    }
}
