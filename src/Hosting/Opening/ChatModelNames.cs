using LongRag.Models.Chat;

namespace LongRag.Hosting;

/// <summary>The chat models by the names they have in the section <c>ChatModels</c> of the configuration; a GGUF file may be named by its path.</summary>
internal static class ChatModelNames
{
    /// <summary>The named model, which is not loaded yet.</summary>
    /// <exception cref="LongRagException"><c>bad_argument</c> for an unknown name; <c>bad_config</c> for settings that are wrong; <c>no_model_file</c>, <c>model_damaged</c>, <c>unsupported_model</c>.</exception>
    public static ChatModel Of(Settings settings, string name)
    {
        if (settings.ChatModels.TryGetValue(name, out var own)) return ChatModelCatalog.Create(name, own);
        if (name.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase))
        {
            if (!File.Exists(name)) throw new LongRagException("no_model_file", $"There is no model file '{name}', and no chat model of that name is configured.");
            return ChatModelCatalog.Create(Path.GetFileName(name), new ChatModelSettings { Kind = ChatModelCatalog.Gguf, Path = Path.GetFullPath(name) });
        }

        var known = settings.ChatModels.Count == 0 ? "none is configured" : $"{string.Join(", ", settings.ChatModels.Keys.Order(StringComparer.Ordinal))} {(settings.ChatModels.Count == 1 ? "is" : "are")} there";
        throw new LongRagException("bad_argument", $"There is no chat model '{name}': {known}. Models are configured as LongRag:ChatModels:{name}:Kind and so on, or named by the path of a GGUF file.");
    }
}
