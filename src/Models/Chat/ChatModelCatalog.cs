using LongRag.Models.Chat.Gguf;
using LongRag.Models.Chat.OpenAi;

namespace LongRag.Models.Chat;

/// <summary>The chat models: from a name and its settings to a model. All that can be checked without loading a model is checked here.</summary>
public static class ChatModelCatalog
{
    /// <summary>A server that speaks OpenAI's protocol.</summary>
    public const string OpenAi = "openai";

    /// <summary>A GGUF file, run by llama.cpp in this process.</summary>
    public const string Gguf = "gguf";

    /// <summary>All kinds.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [OpenAi, Gguf];

    /// <param name="name">Its name in the configuration, for messages.</param>
    /// <param name="settings">Its settings.</param>
    /// <param name="environment">Gives an environment variable; null for the process's own.</param>
    /// <exception cref="LongRagException">
    /// <c>bad_config</c> for settings that are unknown, missing, contradictory or out of range; <c>no_model_file</c>, <c>model_damaged</c>, <c>unsupported_model</c> for a file that cannot be used.
    /// What only shows when the model is loaded or asked, its methods throw.
    /// </exception>
    public static ChatModel Create(string name, ChatModelSettings settings, Func<string, string?>? environment = null)
    {
        var check = new SettingsCheck("chat model", name, settings.Kind);
        check.Within(nameof(settings.ContextTokens), settings.ContextTokens, 64, 10_000_000);
        check.Within(nameof(settings.Threads), settings.Threads, 0, 256);
        check.Within(nameof(settings.QueueLength), settings.QueueLength, 0, 100_000);
        check.Within(nameof(settings.TimeoutSeconds), settings.TimeoutSeconds, 1, 3600);
        switch (settings.Kind)
        {
            case OpenAi:
                check.Needs(settings.Endpoint, nameof(settings.Endpoint));
                check.Needs(settings.Model, nameof(settings.Model));
                check.OnlyFor(Gguf, (nameof(settings.Path), settings.Path));
                return OpenAiChat.Model(name, settings, check, environment ?? Environment.GetEnvironmentVariable);
            case Gguf:
                check.Needs(settings.Path, nameof(settings.Path));
                check.OnlyFor(OpenAi, (nameof(settings.Endpoint), settings.Endpoint), (nameof(settings.Model), settings.Model), (nameof(settings.ApiKeyEnvironment), settings.ApiKeyEnvironment), (nameof(settings.ApiKeyFile), settings.ApiKeyFile));
                return GgufChat.Model(name, settings);
            default: throw check.Bad($"Kind is '{settings.Kind}'; it must be one of {string.Join(", ", Kinds)}");
        }
    }
}
