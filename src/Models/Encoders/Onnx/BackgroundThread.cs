using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace LongRag.Models.Encoders.Onnx;

/// <summary>A thread that gives way to all others: what is embedded for an index must not take the cores from questions. On Linux by its nice value, elsewhere by its priority.</summary>
internal sealed partial class BackgroundThread : IDisposable
{
    // Beside a thread of the usual value, one of this gets about a tenth of a core that both want.
    private const int Nice = 10;

    private readonly BlockingCollection<Action> _work = [];

    public BackgroundThread()
    {
        var thread = new Thread(Run) { IsBackground = true, Name = "LongRag embedding", Priority = ThreadPriority.BelowNormal };
        thread.Start();
    }

    /// <summary>A thread where the use wants one; else null.</summary>
    public static BackgroundThread? For(EncoderUse use) => use == EncoderUse.Background ? new BackgroundThread() : null;

    /// <summary>Does something on the thread, after what was asked for before.</summary>
    public Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(
            () =>
            {
                try
                {
                    if (cancellationToken.IsCancellationRequested) done.TrySetCanceled(cancellationToken);
                    else done.TrySetResult(work());
                }
                catch (OperationCanceledException stopped)
                {
                    done.TrySetCanceled(stopped.CancellationToken);
                }
                catch (Exception failure)
                {
                    done.TrySetException(failure);
                }
            },
            CancellationToken.None);
        return done.Task;
    }

    /// <summary>Ends the thread after what it was asked for.</summary>
    public void Dispose() => _work.CompleteAdding();

    private void Run()
    {
        // 0, 0: the thread that calls, on Linux. Where it is not allowed, the thread is one as any other.
        if (OperatingSystem.IsLinux()) _ = SetPriority(0, 0, Nice);
        foreach (var work in _work.GetConsumingEnumerable()) work();
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetPriority(int which, int who, int nice);
}
