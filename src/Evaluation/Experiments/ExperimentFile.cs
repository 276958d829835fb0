using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LongRag.Evaluation;

/// <summary>Reads and writes experiments: <c>{"about", "command": […], "values": {"path": {"expected", "tolerance", "measured", "source"}}, "notes"}</c>.</summary>
public static class ExperimentFile
{
    private static readonly string[] Keys = ["about", "command", "values", "notes"];
    private static readonly string[] ValueKeys = ["expected", "tolerance", "measured", "source"];

    /// <summary>Reads one.</summary>
    /// <exception cref="LongRagException"><c>not_found</c>, <c>unreadable</c>, or <c>bad_input</c>: not that form, with the key that is unknown, missing or of the wrong kind.</exception>
    public static Experiment Read(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(InputLines.ReadAll(path), new JsonDocumentOptions { AllowDuplicateProperties = false });
            var root = Known(path, "the experiment", json.RootElement, Keys);
            var command = Need(path, root, "command", JsonValueKind.Array).EnumerateArray().Select(argument => argument.ValueKind == JsonValueKind.String ? argument.GetString()! : throw Bad(path, "command is no list of texts")).ToList();
            if (command.Count == 0 || command[0] is "experiment") throw Bad(path, "command must be the arguments of another command of longrag eval");
            var values = Need(path, root, "values", JsonValueKind.Object).EnumerateObject().Select(value => ValueOf(path, value.Name, value.Value)).ToList();
            if (values.Count == 0) throw Bad(path, "values is empty: nothing would be compared");
            return new Experiment(Need(path, root, "about", JsonValueKind.String).GetString()!, command, values, Text(path, root, "notes"));
        }
        catch (JsonException e)
        {
            throw Bad(path, $"it is no JSON ({e.Message})");
        }
    }

    /// <summary>The text of a file that <see cref="Read"/> reads as this experiment.</summary>
    public static string Write(Experiment experiment)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        var text = new StringBuilder();
        text.Append("{\n  \"about\": ").Append(Quoted(experiment.About)).Append(",\n  \"command\": [").AppendJoin(", ", experiment.Command.Select(Quoted)).Append("],\n  \"values\": {\n    ");
        text.AppendJoin(",\n    ", experiment.Values.Select(Line)).Append("\n  }");
        if (experiment.Notes is { } notes) text.Append(",\n  \"notes\": ").Append(Quoted(notes));
        return text.Append("\n}\n").ToString();
    }

    private static string Line(ExpectedValue value)
    {
        var parts = new List<string>();
        if (value.Expected is { } expected) parts.Add($"\"expected\": {Number(expected)}");
        parts.Add($"\"tolerance\": {Number(value.Tolerance)}");
        if (value.Measured is { } measured) parts.Add($"\"measured\": {Number(measured)}");
        if (value.Source is { } source) parts.Add($"\"source\": {Quoted(source)}");
        return $"{Quoted(value.Path)}: {{ {string.Join(", ", parts)} }}";
    }

    private static ExpectedValue ValueOf(string path, string name, JsonElement value)
    {
        var fields = Known(path, $"the value '{name}'", value, ValueKeys);
        var tolerance = OptionalNumber(path, name, fields, "tolerance") ?? throw Bad(path, $"the value '{name}' has no tolerance");
        if (tolerance < 0) throw Bad(path, $"the tolerance of '{name}' is below 0");
        return new ExpectedValue(name, tolerance, OptionalNumber(path, name, fields, "expected"), OptionalNumber(path, name, fields, "measured"), Text(path, fields, "source"));
    }

    private static JsonElement Known(string path, string what, JsonElement element, string[] keys)
    {
        if (element.ValueKind != JsonValueKind.Object) throw Bad(path, $"{what} is no JSON object");
        foreach (var field in element.EnumerateObject())
            if (!keys.Contains(field.Name, StringComparer.Ordinal)) throw Bad(path, $"{what} has the unknown key '{field.Name}'; known are {string.Join(", ", keys)}");
        return element;
    }

    private static JsonElement Need(string path, JsonElement element, string key, JsonValueKind kind) =>
        element.TryGetProperty(key, out var value) && value.ValueKind == kind ? value : throw Bad(path, $"'{key}' is missing or no {kind.ToString().ToLowerInvariant()}");

    private static string? Text(string path, JsonElement element, string key) =>
        !element.TryGetProperty(key, out var value) ? null : value.ValueKind == JsonValueKind.String ? value.GetString() : throw Bad(path, $"'{key}' is no text");

    private static double? OptionalNumber(string path, string name, JsonElement element, string key) =>
        !element.TryGetProperty(key, out var value) ? null : value.ValueKind == JsonValueKind.Number && double.IsFinite(value.GetDouble()) ? value.GetDouble() : throw Bad(path, $"'{key}' of '{name}' is no number");

    private static string Quoted(string text) => $"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text)}\"";

    private static string Number(double value) => value.ToString("0.##########", CultureInfo.InvariantCulture);

    private static LongRagException Bad(string path, string reason) => new("bad_input", $"{path}: {reason}");
}
