using LLama.Exceptions;
using LLama.Native;

namespace LongRag.Models.Chat.Gguf;

/// <summary>llama.cpp's native library: finds it, keeps it quiet, and remembers what it complained of first. Thread-safe.</summary>
internal static class LlamaLibrary
{
    /// <summary>One model loads at a time: two would count the same free memory.</summary>
    public static Lock Loading { get; } = new();

    // llama.cpp keeps the pointer: the delegate must live as long as the process.
    private static readonly NativeLogConfig.LLamaLogCallback Listener = Listen;
    private static readonly Lazy<bool> Opened = new(Configure);
    // It complains on the thread that called it: another model's trouble is not heard here.
    [ThreadStatic]
    private static string? _complaint;

    /// <summary>The first error that llama.cpp reported on this thread since <see cref="Forget"/>, on one line: later ones only say that it gave up.</summary>
    public static string? Complaint => _complaint;

    public static void Forget() => _complaint = null;

    /// <summary>Makes sure that the library is there.</summary>
    /// <exception cref="LongRagException"><c>missing_prerequisite</c>: it cannot be loaded here.</exception>
    public static void Open()
    {
        try
        {
            _ = Opened.Value;
            NativeApi.llama_empty_call();
        }
        catch (Exception e) when (e is TypeInitializationException or DllNotFoundException or RuntimeError or BadImageFormatException or EntryPointNotFoundException)
        {
            throw new LongRagException("missing_prerequisite", "llama.cpp, which runs GGUF files, cannot be loaded here: it needs its libraries in 'runtimes' beside the program, and on Linux glibc 2.34 and libgomp (Debian: libgomp1).", e);
        }
    }

    private static bool Configure()
    {
        // A program that opened llama.cpp itself keeps its own listener; its models' faults are told without llama.cpp's words then.
        if (!NativeLibraryConfig.LLama.LibraryHasLoaded) NativeLibraryConfig.All.WithLogCallback(Listener).WithAutoFallback(true);
        return true;
    }

    private static void Listen(LLamaLogLevel level, string message)
    {
        if (level == LLamaLogLevel.Error && message.Length > 0) _complaint ??= OneLine(message);
    }

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
