using LongRag.Models.Remote;

namespace LongRag.Models.Chat.OpenAi;

/// <summary>The kind <c>openai</c>: from settings to a model.</summary>
internal static class OpenAiChat
{
    private const int DefaultContext = 8192;

    /// <exception cref="LongRagException"><c>bad_config</c>.</exception>
    public static ChatModel Model(string name, ChatModelSettings settings, SettingsCheck check, Func<string, string?> environment)
    {
        var endpoint = ServerSettings.Address(check, settings.Endpoint);
        var key = ServerSettings.KeyOf(check, settings.ApiKeyEnvironment, settings.ApiKeyFile, environment);
        var profile = new ChatModelProfile { Name = name, Kind = ChatModelCatalog.OpenAi, Model = settings.Model!, Fingerprint = Fingerprints.OfServer(endpoint, settings.Model!), ContextTokens = settings.ContextTokens ?? DefaultContext };
        var server = new ChatServer(name, endpoint, key, TimeSpan.FromSeconds(settings.TimeoutSeconds));
        return new ChatModel(profile, new OpenAiChatClient(server, settings.Model!), GenerousTokenCounter.Instance);
    }
}
