using System.Diagnostics;
using System.Runtime.InteropServices;

namespace LongRag.Ingest;

/// <summary>
/// The other side of <see cref="ReadWorkerPool"/>: reads the files it is asked for over standard input and answers over standard output, until standard input ends.
/// A file may kill it; nothing but the file is then lost.
/// </summary>
public static class ReadWorkerProgram
{
    /// <summary>Both sides are the same program, except where it is replaced while it runs.</summary>
    internal const int ProtocolVersion = 1;

    internal const int MostMessage = 4 * 1024;

    private const int Done = 0;

    // People see ten changes a second; each costs a wake-up of the main process.
    private static readonly TimeSpan ProgressEvery = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs until standard input ends; returns the exit code of the process.</summary>
    public static Task<int> RunAsync() => RunWithAsync(ReaderCatalog.Find);

    /// <summary>As <see cref="RunAsync"/>, with other readers: <paramref name="find"/> gives the one of a media type.</summary>
    internal static async Task<int> RunWithAsync(Func<string, IDocumentReader> find)
    {
        CoreDumps.Disable();
        // Ctrl-C reaches every process of a terminal. The main process decides what it ends, and a worker ends with its standard input.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
        using var quit = PosixSignalRegistration.Create(PosixSignal.SIGQUIT, signal => signal.Cancel = true);
        using var input = Console.OpenStandardInput();
        using var output = Console.OpenStandardOutput();
        // A library that greets on standard output would break a frame.
        Console.SetOut(Console.Error);
        try
        {
            return await ServeAsync(input, output, find);
        }
        catch (IOException)
        {
            // Nobody listens any longer.
            return Done;
        }
    }

    private static async Task<int> ServeAsync(Stream input, Stream output, Func<string, IDocumentReader> find)
    {
        var requests = new FrameReader(input);
        var answers = new FrameWriter(output);
        answers.Begin(FrameKind.Hello).Number(ProtocolVersion).End();
        answers.Flush();
        var next = requests.ReadAsync().AsTask();
        while (await next is { Kind: FrameKind.Read } frame)
        {
            var request = ReadRequest.Read(frame.Fields);
            answers.Begin(FrameKind.Started).End();
            answers.Flush();
            next = requests.ReadAsync().AsTask();
            using var isBusy = new CancellationTokenSource();
            _ = EndWithInputAsync(next, isBusy.Token);
            var mayGoOn = await AnswerAsync(request, answers, find);
            await isBusy.CancelAsync();
            if (!mayGoOn) break;
        }

        return Done;
    }

    /// <summary>Where standard input ends over a file, the main process is gone, and whatever this one does, even in circles, nobody wants it.</summary>
    private static async Task EndWithInputAsync(Task<Frame?> next, CancellationToken isOver)
    {
        var isEnd = false;
        try
        {
            isEnd = await next.WaitAsync(isOver) is null;
        }
        catch (OperationCanceledException)
        {
            return;
        }
        catch (Exception e) when (e is IOException or BrokenFrameException)
        {
            isEnd = true;
        }

        if (isEnd) Environment.Exit(Done);
    }

    /// <summary>Reads one file. False where this process is not fit for another.</summary>
    private static async Task<bool> AnswerAsync(ReadRequest request, FrameWriter answers, Func<string, IDocumentReader> find)
    {
        try
        {
            await using var content = request.File.Open(request.Name);
            var lastProgress = 0L;
            await foreach (var item in find(request.MediaType).ReadAsync(new ReaderInput(request.Name, request.MediaType, content), request.Options))
            {
                if (item is ReadItem.Parsed parsed)
                {
                    DocumentFrames.Write(answers, parsed.Document);
                }
                else if (item is ReadItem.Issue { Value: var issue })
                {
                    answers.Begin(FrameKind.Issue).Text(issue.Source, MostMessage).Text(issue.Step, MostMessage).Text(issue.Code, MostMessage).Text(CleanText.Of(issue.Message, out _), MostMessage).Flag(issue.IsWarning).End();
                }
                else if (item is ReadItem.Progress { Pages: var pages, Total: var total } && (lastProgress == 0 || Stopwatch.GetElapsedTime(lastProgress) > ProgressEvery))
                {
                    lastProgress = Stopwatch.GetTimestamp();
                    answers.Begin(FrameKind.Progress).Number(pages).Number(total).End();
                    answers.Flush();
                }
            }

            answers.Begin(FrameKind.Done).End();
            answers.Flush();
            return true;
        }
        catch (Exception e)
        {
            answers.Begin(FrameKind.Failed).Text(ReadFailure.CodeOf(e), MostMessage).Text(e is OutOfMemoryException ? $"'{request.Name}' needs more memory than one file may have." : CleanText.Of(e.Message, out _), MostMessage).End();
            answers.Flush();
            return e is not OutOfMemoryException;
        }
    }
}
