using LongRag.Models.Encoders.Tokens;
using Microsoft.ML.OnnxRuntime;

namespace LongRag.Models.Encoders.Onnx;

/// <summary>The kind <c>onnx</c>: a sentence encoder in a folder.</summary>
internal static class OnnxFolder
{
    /// <exception cref="LongRagException">As <see cref="EncoderCatalog.Create"/>.</exception>
    public static Encoder Encoder(string name, EncoderSettings settings, EncoderUse use)
    {
        var check = new EncoderSettingsCheck(name, settings);
        var folder = EncoderFolder.Read(name, settings.Path!);
        var pooling = check.FilesFirst("Pooling", folder.Pooling, settings.Pooling) ?? throw Unsaid(name, settings, "how it pools", "set Pooling to cls, mean or last");
        var longest = Math.Min(folder.MaxTokens ?? int.MaxValue, folder.Positions ?? int.MaxValue);
        if (longest == int.MaxValue && settings.MaxTokens is null) throw Unsaid(name, settings, "how long a text it reads", "set MaxTokens");
        check.AtMost(settings.MaxTokens, folder.Positions ?? int.MaxValue);
        var profile = new EncoderProfile
        {
            Name = name,
            Kind = EncoderCatalog.Onnx,
            Fingerprint = "",
            Dimensions = check.FilesFirst("Dimensions", folder.Dimensions, settings.Dimensions) ?? throw Unsaid(name, settings, "how long its vectors are", "set Dimensions"),
            MaxTokens = settings.MaxTokens ?? longest,
            Normalized = check.FilesFirst("Normalize", folder.Normalize, settings.Normalize) ?? true,
            QueryPrefix = settings.QueryPrefix ?? folder.QueryPrefix ?? "",
            PassagePrefix = settings.PassagePrefix ?? folder.PassagePrefix ?? "",
            LongText = settings.LongText,
        };
        var seen = FileStamps.Of(folder.Files);
        profile = profile with { Fingerprint = EncoderFingerprint.Of(HashOf(name, folder.Files), pooling, profile) };
        return new Encoder(profile, () => Open(folder, seen, pooling, profile, settings, use));
    }

    // Files that say it may have been lost since: this is no mistake of the configuration alone.
    private static LongRagException Unsaid(string name, EncoderSettings settings, string what, string advice) =>
        new("encoder_incomplete", $"No file in '{settings.Path}' of the encoder '{name}' says {what}: copy the folder again, or {advice}.");

    private static OnnxEncoder Open(EncoderFolder folder, FileStamps seen, Pooling pooling, EncoderProfile profile, EncoderSettings settings, EncoderUse use)
    {
        seen.Check(profile.Name);
        var tokenizer = TokenizerFile.Read(folder.Tokenizer);
        try
        {
            // From the path, not mapped: a file that is cut off while its pages are mapped would end the process.
            var threads = EncoderThreads.For(settings.Threads, use, folder.Files.Sum(file => new FileInfo(file).Length));
            using var options = OnnxSession.Options(threads, use);
            var session = new InferenceSession(folder.Model, options);
            seen.Check(profile.Name);
            return new OnnxEncoder(new EncoderModel
            {
                Session = session,
                Tokenizer = tokenizer,
                Pooling = pooling,
                Normalize = profile.Normalized,
                MaxTokens = profile.MaxTokens,
                LongText = settings.LongText,
                BatchTokens = settings.BatchTokens ?? threads.BatchTokens,
                Threads = threads,
            }, BackgroundThread.For(use), () => seen.Check(profile.Name));
        }
        catch (OnnxRuntimeException e)
        {
            throw new LongRagException("encoder_damaged", $"'{folder.Model}' of the encoder '{profile.Name}' cannot be opened ({OnnxSession.FirstLine(e.Message)}): export or copy it again.", e);
        }
    }

    private static string HashOf(string name, IReadOnlyList<string> files)
    {
        try
        {
            return EncoderFingerprint.OfContents(files.Select(File.OpenRead));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LongRagException("no_encoder", $"The files of the encoder '{name}' cannot be read: {e.Message}", e);
        }
    }
}
