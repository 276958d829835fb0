using System.CommandLine;

namespace LongRag.Cli;

/// <summary>Options that every command takes.</summary>
internal static class CommonOptions
{
    public static Option<string?> Data { get; } = new("--data") { Description = "Data folder (default: LONGRAG_DATA, else the platform's data folder).", HelpName = "DIR", Recursive = true };

    public static Option<string> Collection { get; } = new("--collection") { Description = "Collection to work on.", HelpName = "NAME", Recursive = true, DefaultValueFactory = _ => LongRag.Collection.DefaultName };

    public static Option<string?> Config { get; } = new("--config", "-c") { Description = "Configuration file (default: longrag.json in the data folder).", HelpName = "FILE", Recursive = true };

    public static Option<OutputFormat> Output { get; } = new("--output", "-o") { Description = "How results are written to standard output.", HelpName = "human|json|jsonl", DefaultValueFactory = _ => OutputFormat.Human };

    public static Option<bool> Quiet { get; } = new("--quiet", "-q") { Description = "No progress and no notes on standard error.", Recursive = true };

    public static Option<bool> Verbose { get; } = new("--verbose", "-v") { Description = "Show where an unexpected error comes from.", Recursive = true };

    public static Option<bool> NoColor { get; } = new("--no-color") { Description = "No colours (NO_COLOR works too).", Recursive = true };

    /// <summary>Adds them to the root and to all its commands, which are there already. A command with an output of its own keeps that.</summary>
    public static void AddTo(RootCommand root)
    {
        root.Add(Data);
        root.Add(Collection);
        root.Add(Config);
        AddOutput(root);
        root.Add(Quiet);
        root.Add(Verbose);
        root.Add(NoColor);
    }

    private static void AddOutput(Command command)
    {
        if (!command.Options.Any(option => string.Equals(option.Name, Output.Name, StringComparison.Ordinal))) command.Add(Output);
        foreach (var below in command.Subcommands) AddOutput(below);
    }
}
