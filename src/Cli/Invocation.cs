using System.CommandLine;

namespace LongRag.Cli;

/// <summary>One run of a command: what was asked for, where the data lies, and where to write.</summary>
internal sealed class Invocation
{
    private readonly bool _isMeasurement;
    private Settings? _settings;

    /// <param name="parsed">The command line.</param>
    /// <param name="isMeasurement">A figure should not depend on what lies in somebody's data folder: without <c>--data</c> only <c>-c</c> and the environment count.</param>
    public Invocation(ParseResult parsed, bool isMeasurement = false)
    {
        (Parsed, _isMeasurement) = (parsed, isMeasurement);
        DataPath = Path.GetFullPath(parsed.GetValue(CommonOptions.Data) ?? LongRagOptions.DefaultDataPath());
        Collection = LongRag.Collection.CheckName(parsed.GetValue(CommonOptions.Collection)!);
        var noColor = parsed.GetValue(CommonOptions.NoColor) || Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 } || Console.IsOutputRedirected;
        Terminal = new Terminal(parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, parsed.GetValue(CommonOptions.Output), parsed.GetValue(CommonOptions.Quiet), !noColor);
    }

    public ParseResult Parsed { get; }

    public string DataPath { get; }

    public string Collection { get; }

    public Terminal Terminal { get; }

    /// <summary>Read on first use: a command that needs none does not fail over them.</summary>
    public Settings Settings => _settings ??= SettingsReader.Read(_isMeasurement && NamedData is null ? null : DataPath, Parsed.GetValue(CommonOptions.Config));

    /// <summary>What a workspace of this command is opened with.</summary>
    public InvocationContext Context => new(this);

    /// <summary>Where a data folder was named on the command line; null where the usual one is meant.</summary>
    public string? NamedData => Parsed.GetValue(CommonOptions.Data);

    /// <summary>The same, as a measurement.</summary>
    public Invocation AsMeasurement() => new(Parsed, isMeasurement: true);

    public T Get<T>(Option<T> option) => Parsed.GetValue(option)!;

    public T Get<T>(Argument<T> argument) => Parsed.GetValue(argument)!;
}

/// <summary>Gives a command its action: errors become one line and an exit code.</summary>
internal static class CommandActions
{
    public static Command Does(this Command command, Func<Invocation, CancellationToken, Task<int>> action)
    {
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, action, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, Func<Invocation, CancellationToken, Task<int>> action, CancellationToken cancellationToken)
    {
        var error = parsed.InvocationConfiguration.Error;
        try
        {
            return await action(new Invocation(parsed), cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            error.WriteLine("longrag: interrupted.");
            return ExitCode.Interrupted;
        }
        catch (LongRagException e)
        {
            error.WriteLine($"longrag: {PrintableText.OneLine(e.Message)} [{e.Code}]");
            if (parsed.GetValue(CommonOptions.Verbose)) error.WriteLine(e);
            return ExitCode.Of(e);
        }
        catch (IOException e) when (IsClosedPipe(e))
        {
            // The reader of our output has seen enough (| head).
            return ExitCode.Done;
        }
        catch (Exception e)
        {
            error.WriteLine($"longrag: {e.GetType().Name}: {PrintableText.OneLine(e.Message)} (--verbose shows where)");
            if (parsed.GetValue(CommonOptions.Verbose)) error.WriteLine(e);
            return ExitCode.Failure;
        }
    }

    private static bool IsClosedPipe(IOException error) => error.Message.Contains("Broken pipe", StringComparison.OrdinalIgnoreCase);
}
