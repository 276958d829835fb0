using System.Text.Json;

namespace LongRag.Cli.Commands;

/// <summary>The turns of a conversation, in memory or in a file of JSON Lines: <c>{"question":…,"answer":…}</c>.</summary>
internal sealed class AskedTurns
{
    private readonly string? _file;
    private readonly List<Turn> _turns = [];

    private AskedTurns(string? file) => _file = file;

    public IReadOnlyList<Turn> Turns => _turns;

    /// <summary>The turns of a file, which need not be there yet; none for null.</summary>
    /// <exception cref="LongRagException"><c>bad_input</c>: a line is no turn; <c>not_found</c>: the file's folder is not there.</exception>
    public static AskedTurns Open(string? file)
    {
        var turns = new AskedTurns(file);
        if (file is null) return turns;
        if (Path.GetDirectoryName(Path.GetFullPath(file)) is { } folder && !Directory.Exists(folder)) throw new LongRagException("not_found", $"There is no folder for '{file}'.");
        if (!File.Exists(file)) return turns;
        var number = 0;
        foreach (var line in File.ReadLines(file))
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line)) turns._turns.Add(Read(line) ?? throw new LongRagException("bad_input", $"{file}, line {number}: a turn is an object with the texts 'question' and 'answer'."));
        }

        return turns;
    }

    /// <summary>Keeps a turn, in the file too.</summary>
    public void Add(Turn turn)
    {
        _turns.Add(turn);
        if (_file is not null) File.AppendAllText(_file, JsonSerializer.Serialize(turn, CliJson.Compact.Turn) + "\n");
    }

    private static Turn? Read(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, CliJson.Compact.Turn) is { Question: not null, Answer: not null } turn ? turn : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
