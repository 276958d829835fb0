using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace LongRag.Ingest;

/// <summary>A worker was gone before it took the request: nothing is known of the file, and another worker may be asked.</summary>
internal sealed class WorkerGoneException(string message) : Exception(message);

/// <summary>One worker process, seen from the main one. It reads a file at a time.</summary>
internal sealed class ReadWorker : IAsyncDisposable
{
    private static readonly TimeSpan WatchEvery = TimeSpan.FromMilliseconds(100);

    // It ends in milliseconds when its standard input does; one that does not is killed.
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    private readonly WorkerOptions _options;
    private readonly Process _process;
    private readonly FrameReader _answers;
    private readonly FrameWriter _requests;
    private readonly ErrorTail _errors;
    private readonly Lock _gate = new();
    private (string Code, string Message)? _killedFor;
    private bool _hasGreeted;
    private long _waitingSince;
    private TimeSpan _waited;

    private ReadWorker(WorkerOptions options, Process process)
    {
        (_options, _process) = (options, process);
        _answers = new FrameReader(process.StandardOutput.BaseStream);
        _requests = new FrameWriter(process.StandardInput.BaseStream);
        _errors = new ErrorTail(process.StandardError.BaseStream);
    }

    /// <summary>True where it may be asked for another file.</summary>
    public bool IsFit { get; private set; } = true;

    /// <summary>Bytes of memory it had when it was last looked at; 0 before.</summary>
    public long Memory { get; private set; }

    /// <summary>Starts a process. Throws <c>reader_crashed</c> where the system cannot.</summary>
    public static ReadWorker Start(WorkerOptions options)
    {
        try
        {
            return new ReadWorker(options, Process.Start(WorkerEnvironment.StartOf(options)) ?? throw new InvalidOperationException("no process came of it"));
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException or IOException)
        {
            throw new LongRagException(IngestCodes.ReaderCrashed, $"A reading process cannot be started ({options.Command.FileName}): {e.Message}", e);
        }
    }

    /// <summary>
    /// Reads a file. Cancelling kills the process at once. Throws the file's failure, <see cref="WorkerGoneException"/> where the process had ended before it was asked, or <see cref="OperationCanceledException"/>.
    /// </summary>
    public async IAsyncEnumerable<ReadItem> ReadAsync(ReadRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IsFit = false;
        (_waited, _waitingSince) = (TimeSpan.Zero, 0);
        await using var watch = new Timer(_ => Watch(request.Name), state: null, WatchEvery, WatchEvery);
        await using var cancelled = cancellationToken.Register(() => Kill(because: null));
        Send(request);
        var hasStarted = false;
        var answers = new FileAnswers(request.Name, request.Options.MaxCharacters);
        while (!answers.IsOver)
        {
            var frame = await AnswerAsync(request.Name, hasStarted, cancellationToken);
            if (!hasStarted)
            {
                hasStarted = Greeted(frame);
                continue;
            }

            if (Take(answers, frame, request.Name) is { } item) yield return item;
        }

        IsFit = true;
    }

    public async ValueTask DisposeAsync()
    {
        if (IsFit) await SayFarewellAsync();
        Kill(because: null);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private ReadItem? Take(FileAnswers answers, Frame frame, string name)
    {
        try
        {
            return answers.Take(frame);
        }
        catch (LongRagException)
        {
            IsFit = answers.IsOver;
            throw;
        }
        catch (BrokenFrameException e)
        {
            throw new LongRagException(IngestCodes.ReaderFailed, $"What the reading process said of '{name}' makes no sense: {e.Message}", e);
        }
    }

    private void Send(ReadRequest request)
    {
        try
        {
            request.Write(_requests);
        }
        catch (IOException e)
        {
            throw new WorkerGoneException(e.Message);
        }
    }

    /// <summary>True for the frame that says that the request has come; false for the greeting before it.</summary>
    private bool Greeted(Frame frame)
    {
        if (frame.Kind == FrameKind.Started && _hasGreeted) return true;
        var fields = frame.Fields;
        if (_hasGreeted || frame.Kind != FrameKind.Hello || fields.Number() != ReadWorkerProgram.ProtocolVersion)
            throw new LongRagException(IngestCodes.ReaderCrashed, "The reading process is another version of this program; run the command again.");
        _hasGreeted = true;
        return false;
    }

    private async Task<Frame> AnswerAsync(string name, bool hasStarted, CancellationToken cancellationToken)
    {
        Volatile.Write(ref _waitingSince, Stopwatch.GetTimestamp());
        try
        {
            if (await _answers.ReadAsync() is { } frame) return frame;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // As at a plain end: the process is gone, and why is found out below.
        }
        catch (BrokenFrameException e)
        {
            throw new LongRagException(IngestCodes.ReaderFailed, $"What the reading process said of '{name}' makes no sense: {e.Message}", e);
        }
        finally
        {
            _waited += Stopwatch.GetElapsedTime(_waitingSince);
            Volatile.Write(ref _waitingSince, 0);
        }

        throw await ReasonAsync(name, hasStarted, cancellationToken);
    }

    /// <summary>Looks after a process at work: kills it where it is silent for too long, takes too long, or takes too much memory.</summary>
    private void Watch(string name)
    {
        var since = Volatile.Read(ref _waitingSince);
        // While the main process is busy with an answer, the clock stands still.
        if (since == 0) return;
        var silent = Stopwatch.GetElapsedTime(since);
        if (silent > _options.SilenceLimit) Kill((IngestCodes.TimeLimit, FormattableString.Invariant($"'{name}' was given up: for {_options.SilenceLimit.TotalSeconds:0.#} s nothing more came of it.")));
        else if (silent + _waited > _options.TimeLimit) Kill((IngestCodes.TimeLimit, FormattableString.Invariant($"'{name}' was given up: it takes longer than {_options.TimeLimit.TotalSeconds:0.#} s to read.")));
        else if (MeasuredMemory() > _options.MemoryLimit) Kill((IngestCodes.MemoryLimit, FormattableString.Invariant($"'{name}' was given up: reading it takes more than {_options.MemoryLimit >> 20} MiB of memory.")));
    }

    private long MeasuredMemory()
    {
        lock (_gate)
        {
            try
            {
                _process.Refresh();
                return Memory = _process.WorkingSet64;
            }
            catch (Exception e) when (e is InvalidOperationException or Win32Exception)
            {
                // It has ended; the one who waits for its answer notices.
                return 0;
            }
        }
    }

    /// <summary>Kills the process, and what it has started, if they still run.</summary>
    private void Kill((string Code, string Message)? because)
    {
        lock (_gate)
        {
            _killedFor ??= because;
            try
            {
                if (!_process.HasExited) _process.Kill(entireProcessTree: true);
            }
            catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
            {
                // It ended by itself in between.
            }
        }
    }

    private async Task<Exception> ReasonAsync(string name, bool hasStarted, CancellationToken cancellationToken)
    {
        // A process may close its output and go on.
        Kill(because: null);
        await _process.WaitForExitAsync(CancellationToken.None);
        if (cancellationToken.IsCancellationRequested) return new OperationCanceledException(cancellationToken);
        var said = await _errors.TextAsync();
        var ended = EndOf(_process.ExitCode, said);
        _options.Log?.Invoke($"The process that read '{name}' {(_killedFor is { } reason ? "was ended: " + reason.Code : ended)}.{(said.Length == 0 ? "" : "\n" + said)}");
        if (_killedFor is { } killed) return new LongRagException(killed.Code, killed.Message);
        if (!hasStarted) return new WorkerGoneException(ended);
        return said.Contains("Out of memory", StringComparison.Ordinal)
            ? new LongRagException(IngestCodes.MemoryLimit, $"'{name}' needs more memory than one file may have.")
            : new LongRagException(IngestCodes.ReaderCrashed, $"The process that read '{name}' {ended}; the file was left out.");
    }

    private static string EndOf(int exitCode, string said)
    {
        // What shells and the framework make of a signal on Unix.
        const int Signalled = 128;
        if (said.Contains("Stack overflow", StringComparison.Ordinal)) return "ran out of stack";
        return exitCode > Signalled && !OperatingSystem.IsWindows() ? $"was ended by signal {exitCode - Signalled}" : $"ended with exit code {exitCode}";
    }

    private async Task SayFarewellAsync()
    {
        try
        {
            _process.StandardInput.Close();
            using var patience = new CancellationTokenSource(Farewell);
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // It is killed next.
        }
    }
}
