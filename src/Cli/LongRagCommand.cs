using System.CommandLine;
using LongRag.Cli.Commands;
using LongRag.Cli.Commands.Bench;
using LongRag.Cli.Commands.Dataset;
using LongRag.Cli.Commands.Eval;

namespace LongRag.Cli;

/// <summary>The root command and the table of its verbs.</summary>
internal static class LongRagCommand
{
    public static RootCommand Create()
    {
        var root = new RootCommand("""
            LongRag answers questions from your documents, with citations that are checked against the stored text.

              longrag ingest handbook/            read a folder into the corpus
              longrag search "late departures"    find passages
              longrag ask "Who may cancel a sailing?"
            """);
        root.HelpName = "longrag";
        root.Add(IngestCommand.Create());
        root.Add(StatusCommand.Create());
        root.Add(ListCommand.Create());
        root.Add(GetCommand.Create());
        root.Add(OutlineCommand.Create());
        root.Add(StructurizeCommand.Create());
        root.Add(DeleteCommand.Create());
        root.Add(SearchCommand.Create());
        root.Add(AskCommand.Create());
        root.Add(ExplainCommand.Create());
        root.Add(SimilarCommand.Create());
        root.Add(IndexCommand.Create());
        root.Add(CollectionsCommand.Create());
        root.Add(ExportCommand.Create());
        root.Add(ImportCommand.Create());
        root.Add(EvalCommand.Create());
        root.Add(DatasetCommand.Create());
        root.Add(ReadCommand.Create());
        root.Add(ModelsCommand.Create());
        root.Add(KeysCommand.Create());
        root.Add(JobsCommand.Create());
        root.Add(ConfigCommand.Create());
        root.Add(ServeCommand.Create());
        root.Add(McpCommand.Create());
        root.Add(BenchCommand.Create());
        root.Add(DoctorCommand.Create());
        root.Add(DemoCommand.Create());
        CommonOptions.AddTo(root);
        return root;
    }

    /// <summary>Runs the command line and returns the exit code.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, TextWriter error, CancellationToken cancellationToken = default)
    {
        ParseResult parsed;
        try
        {
            // A question may begin with @, which elsewhere names a file of arguments.
            parsed = Create().Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        }
        catch (InvalidOperationException e)
        {
            // A validator asked for a value that is none, such as --jobs many.
            await error.WriteLineAsync($"longrag: {PrintableText.OneLine(e.Message)}");
            return ExitCode.BadArguments;
        }

        if (parsed.Errors.Count > 0)
        {
            foreach (var problem in parsed.Errors) await error.WriteLineAsync($"longrag: {problem.Message}");
            await error.WriteLineAsync($"Try: longrag {parsed.CommandResult.Command.Name} --help".Replace("longrag longrag", "longrag", StringComparison.Ordinal));
            return ExitCode.BadArguments;
        }

        var configuration = parsed.InvocationConfiguration;
        configuration.Output = output;
        configuration.Error = error;
        configuration.EnableDefaultExceptionHandler = false;
        // Long enough for the batch in hand to be stored and the index to be closed.
        configuration.ProcessTerminationTimeout = parsed.CommandResult.Command.Name is ServeCommand.Name ? ServeCommand.Termination : TimeSpan.FromSeconds(20);
        var code = await parsed.InvokeAsync(configuration, cancellationToken);
        try
        {
            await output.FlushAsync(CancellationToken.None);
        }
        catch (IOException e)
        {
            await error.WriteLineAsync($"longrag: the results could not be written: {PrintableText.OneLine(e.Message)}");
            return ExitCode.Failure;
        }

        return code;
    }
}
