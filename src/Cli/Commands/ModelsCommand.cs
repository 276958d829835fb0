using System.CommandLine;
using System.Globalization;

namespace LongRag.Cli.Commands;

/// <summary><c>longrag models</c>: the chat models of the configuration.</summary>
internal static class ModelsCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "Name of a model of the section ChatModels, or path of a GGUF file.", HelpName = "NAME" };
        var command = new Command("models", "List the chat models and try them.");
        command.Add(new Command("list", "List the chat models of the configuration.").Does((invocation, _) => Task.FromResult(List(invocation))));
        var check = new Command("check", "Load a chat model, have it write one line, and say how fast it reads and writes.");
        check.Add(name);
        command.Add(check.Does((invocation, token) => CheckAsync(invocation, invocation.Get(name), token)));
        return command;
    }

    private static int List(Invocation invocation)
    {
        var (terminal, settings) = (invocation.Terminal, invocation.Settings);
        var rows = settings.ChatModels.Keys.Order(StringComparer.Ordinal).Select(name => Row(settings, name)).ToList();
        if (terminal.Format == OutputFormat.Json) CliJson.Write<IReadOnlyList<ChatModelOutput>>(terminal, rows);
        foreach (var row in rows)
        {
            if (terminal.Format == OutputFormat.Jsonl) CliJson.Write(terminal, row);
            if (terminal.IsHuman) terminal.Out.WriteLine(row.Problem is { } problem
                ? $"{terminal.Bold(row.Name)}  {row.Kind}  {PrintableText.OneLine(problem)}"
                : string.Create(CultureInfo.InvariantCulture, $"{terminal.Bold(row.Name)}  {row.Kind}  {PrintableText.OneLine(row.Model!)}  {row.Context} tokens of context"));
        }

        if (terminal.IsHuman && rows.Count == 0) terminal.Note("No chat model is configured: LongRag:ChatModels:<name>:Kind (openai or gguf) and so on. A GGUF file can be named by its path.");
        return ExitCode.Done;
    }

    private static ChatModelOutput Row(Settings settings, string name)
    {
        try
        {
            using var model = ChatModelNames.Of(settings, name);
            return new ChatModelOutput(name, model.Profile.Kind, model.Profile.Model, model.Profile.ContextTokens, null);
        }
        catch (LongRagException e)
        {
            return new ChatModelOutput(name, settings.ChatModels[name].Kind, null, null, $"{e.Message} [{e.Code}]");
        }
    }

    private static async Task<int> CheckAsync(Invocation invocation, string name, CancellationToken cancellationToken)
    {
        using var model = ChatModelNames.Of(invocation.Settings, name);
        var trial = await ModelTrial.RunAsync(model, cancellationToken);
        var row = new ChatModelCheckOutput(
            model.Profile.Name, model.Profile.Kind, model.Profile.Model, model.Profile.ContextTokens, trial.Line, Math.Round(trial.Load.TotalSeconds, 3),
            trial.PromptTokens, Math.Round(trial.PromptTokens / trial.Prompt.TotalSeconds, 1), trial.WrittenTokens, trial.WrittenTokensPerSecond is { } speed ? Math.Round(speed, 1) : null, trial.IsEstimated, model.Memory?.Bytes);
        var terminal = invocation.Terminal;
        if (!terminal.IsHuman)
        {
            CliJson.Write(terminal, row);
            return ExitCode.Done;
        }

        var about = row.TokensEstimated ? "about " : "";
        terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{terminal.Bold(row.Name)} ({row.Kind}): {PrintableText.OneLine(row.Model)}, {row.Context} tokens of context"));
        terminal.Out.WriteLine($"  it wrote: {PrintableText.OneLine(row.Line)}");
        if (row.Kind == Models.Chat.ChatModelCatalog.Gguf) terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  loaded in {row.LoadSeconds:0.00} s"));
        terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  read {about}{row.PromptTokens} tokens at {row.PromptTokensPerSecond:0} a second"));
        terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  wrote {about}{row.WrittenTokens} tokens{(row.WrittenTokensPerSecond is { } written ? $" at {written:0.0} a second" : ", too few to time")}"));
        terminal.Out.WriteLine(row.MemoryBytes is { } bytes ? $"  memory {Places.Bytes(bytes)} (weights and a full context)" : "  memory: at the server");
        return ExitCode.Done;
    }
}
