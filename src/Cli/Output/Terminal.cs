using Spectre.Console;

namespace LongRag.Cli;

/// <summary>How results are written.</summary>
internal enum OutputFormat
{
    Human,
    Json,
    Jsonl,
}

/// <summary>Where the process writes: data on standard output, everything else on standard error.</summary>
internal sealed class Terminal
{
    public Terminal(TextWriter output, TextWriter error, OutputFormat format, bool quiet, bool color)
        => (Out, Error, Format, Quiet, Color) = (output, error, format, quiet, color);

    public TextWriter Out { get; }

    public TextWriter Error { get; }

    public OutputFormat Format { get; }

    public bool Quiet { get; }

    /// <summary>True where human output may carry colours.</summary>
    public bool Color { get; }

    /// <summary>Draws tables; made on first use, so that a search does not pay for it.</summary>
    public IAnsiConsole Console => field ??= AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new AnsiConsoleOutput(Out),
        Ansi = Color ? AnsiSupport.Yes : AnsiSupport.No,
        ColorSystem = Color ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
        Interactive = InteractionSupport.No,
    });

    public bool IsHuman => Format == OutputFormat.Human;

    /// <summary>A line for the person who waits; nothing with <c>--quiet</c>.</summary>
    public void Note(string line)
    {
        if (Quiet) return;
        // Where both go to one place, a note stands behind what it is about.
        Out.Flush();
        Error.WriteLine(line);
    }

    public string Bold(string text) => Paint(text, "1");

    public string Dim(string text) => Paint(text, "2");

    public string Accent(string text) => Paint(text, "36");

    private string Paint(string text, string code) => Color ? $"\e[{code}m{text}\e[0m" : text;
}
