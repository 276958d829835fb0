namespace LongRag.Models.Chat.Gguf;

/// <summary>The kind <c>gguf</c>: from settings to a model.</summary>
internal static class GgufChat
{
    private const int UsualContext = 8192;
    private const int LeastContext = 64;

    /// <param name="name">Its name.</param>
    /// <param name="settings">Its settings.</param>
    /// <param name="memory">Bytes of memory to be had; null for what the system says.</param>
    /// <exception cref="LongRagException"><c>no_model_file</c>, <c>model_damaged</c>, <c>unsupported_model</c>.</exception>
    public static ChatModel Model(string name, ChatModelSettings settings, Func<long>? memory = null)
    {
        var path = Path.GetFullPath(settings.Path!);
        var header = GgufHeader.Read(path);
        var file = Math.Max(header.ContextLength ?? UsualContext, LeastContext);
        var profile = new ChatModelProfile
        {
            Name = name,
            Kind = ChatModelCatalog.Gguf,
            Model = Path.GetFileName(path),
            Fingerprint = header.Fingerprint,
            ContextTokens = Math.Min(file, settings.ContextTokens ?? UsualContext),
        };
        var needed = new ChatModelMemory(header.FileBytes, header.CacheBytesPerToken * profile.ContextTokens);
        void Check() => CheckMemory(name, needed, profile.ContextTokens, (memory ?? SystemMemory.Available)());
        var client = new GgufChatClient(name, header.ChatTemplate, needed, profile.ContextTokens, settings.QueueLength, () =>
        {
            Check();
            return LlamaModel.Load(name, path, profile.ContextTokens, settings.Threads);
        }, Check);
        return new ChatModel(profile, client, client);
    }

    private static void CheckMemory(string name, ChatModelMemory needed, int context, long available)
    {
        if (needed.Bytes <= available) return;
        throw new LongRagException("model_too_large", $"The model '{name}' needs {Gigabytes(needed.Bytes)} of memory ({Gigabytes(needed.WeightBytes)} for its weights, {Gigabytes(needed.ContextBytes)} for {context} tokens of context), and {Gigabytes(available)} are to be had: lower ContextTokens, or take a smaller file.");
    }

    private static string Gigabytes(long bytes) => FormattableString.Invariant($"{bytes / 1e9:0.##} GB");
}
