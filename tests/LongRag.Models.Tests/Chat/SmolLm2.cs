using System.IO.Compression;
using System.Text.Json;
using LongRag.Models.Chat;
using LongRag.Models.Chat.Gguf;
using LongRag.TestKit;

namespace LongRag.Models.Tests.Chat;

/// <summary>The real small model, loaded once for a class of tests, and the references for it.</summary>
public sealed class SmolLm2 : IDisposable
{
    private readonly Lazy<ChatModel> _model = new(() => Open(new ChatModelSettings { Threads = 1 }));

    internal static string Path => Requires.Shared("models", "SmolLM2-135M-Instruct", "SmolLM2-135M-Instruct.Q4_1.gguf");

    internal ChatModel Model => _model.Value;

    internal GgufChatClient Client => (GgufChatClient)Model.Client;

    internal static ChatModel Open(ChatModelSettings settings) => ChatModelCatalog.Create("smol", settings with { Kind = "gguf", Path = Path });

    internal static List<JsonElement> Golden(string file)
    {
        using var stream = new GZipStream(File.OpenRead(Requires.Shared("golden", "real", file)), CompressionMode.Decompress);
        using var reader = new StreamReader(stream);
        var lines = new List<JsonElement>();
        while (reader.ReadLine() is { } line)
        {
            using var document = JsonDocument.Parse(line);
            lines.Add(document.RootElement.Clone());
        }

        return lines;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_model.IsValueCreated) _model.Value.Dispose();
    }
}
