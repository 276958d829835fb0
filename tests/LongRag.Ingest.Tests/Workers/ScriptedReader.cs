using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LongRag.Ingest.Tests.Workers;

/// <summary>A reader that does what the lines of its file say, which may be the worst.</summary>
internal sealed class ScriptedReader : IDocumentReader
{
    public const string Verb = "scripted-worker";

    public IReadOnlyCollection<string> MediaTypes { get; } = ["text/x-script"];

    public async IAsyncEnumerable<ReadItem> ReadAsync(ReaderInput input, ReadOptions options, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var lines = new StreamReader(input.Content);
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
        {
            var (word, rest) = line.IndexOf(' ', StringComparison.Ordinal) is > 0 and var at ? (line[..at], line[(at + 1)..]) : (line, "");
            switch (word)
            {
                case "text": yield return new ReadItem.Parsed(PlainTextReader.Parse(rest)); break;
                case "repeat": yield return new ReadItem.Parsed(PlainTextReader.Parse(new string('x', int.Parse(rest, CultureInfo.InvariantCulture)))); break;
                case "page": yield return new ReadItem.Progress(int.Parse(rest, CultureInfo.InvariantCulture), 100); break;
                case "warn": yield return new ReadItem.Issue(new IngestIssue(input.Name, "read", IngestCodes.Bounded, rest, IsWarning: true)); break;
                case "options": yield return new ReadItem.Parsed(PlainTextReader.Parse($"{options.Password} {options.Ocr} {options.OcrLanguage} {options.FirstPage}-{options.LastPage}")); break;
                case "environment": yield return new ReadItem.Parsed(PlainTextReader.Parse(Environment.GetEnvironmentVariable(rest) ?? "(nothing)")); break;
                case "process": yield return new ReadItem.Parsed(PlainTextReader.Parse(Environment.ProcessId.ToString(CultureInfo.InvariantCulture))); break;
                case "fail": throw new LongRagException(rest, $"'{input.Name}' is {rest}.");
                case "throw": throw new NotSupportedException(rest);
                case "greet": Console.WriteLine(rest); break;
                case "complain": Console.Error.WriteLine(rest); break;
                case "exit": Environment.Exit(int.Parse(rest, CultureInfo.InvariantCulture)); break;
                case "overflow": Nest(0); break;
                case "circle":
                    for (var i = 0; ; i++) GC.KeepAlive(i);
                case "wait": await Task.Delay(int.Parse(rest, CultureInfo.InvariantCulture), cancellationToken); break;
                case "heap": Fill([]); break;
                case "native": FillNative(); break;
                default: throw new InvalidDataException(line);
            }
        }
    }

    private static int Nest(int depth) => depth < 0 ? 0 : Nest(depth + 1) + Nest(depth + 2);

    private static void Fill(List<byte[]> all)
    {
        while (true) all.Add(GC.AllocateUninitializedArray<byte>(1024 * 1024));
    }

    private static void FillNative()
    {
        const int Portion = 1024 * 1024;
        while (true) Marshal.Copy(new byte[Portion], 0, Marshal.AllocHGlobal(Portion), Portion);
    }
}
