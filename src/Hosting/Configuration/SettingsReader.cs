using System.Reflection;
using LongRag.Generator;
using LongRag.Models.Chat;
using LongRag.Models.Encoders;
using LongRag.Rankers;
using LongRag.Storage;
using Microsoft.Extensions.Configuration;

namespace LongRag.Hosting;

/// <summary>Reads <see cref="Settings"/> from <c>longrag.json</c> in the data folder (or the file of <c>-c</c>), then from the environment (<c>LongRag__Section__Key</c>).</summary>
internal static class SettingsReader
{
    private const string Section = "LongRag";

    /// <param name="dataFolder">Whose <c>longrag.json</c> counts where no file is named; null for none.</param>
    /// <param name="file">The file of <c>-c</c>; null for the data folder's.</param>
    public static Settings Read(string? dataFolder, string? file)
    {
        if (file is not null && !File.Exists(file)) throw new LongRagException("bad_config", $"There is no configuration file '{file}'.");
        var path = file ?? (dataFolder is null ? null : DataFolder.At(dataFolder).Configuration);
        return Bound(path, builder =>
        {
            CheckFile(path);
            return Usual(builder, path);
        });
    }

    /// <param name="configuration">Whose section <c>LongRag</c> counts; null for the data folder's <c>longrag.json</c> and the environment.</param>
    /// <param name="dataFolder">The data folder.</param>
    /// <param name="settings">Keys below <c>LongRag</c> that count before everything else.</param>
    public static Settings Read(IConfiguration? configuration, string dataFolder, IEnumerable<KeyValuePair<string, string?>> settings)
    {
        var path = DataFolder.At(dataFolder).Configuration;
        return Bound(path, builder => (configuration is null ? Usual(builder, path) : builder.AddConfiguration(configuration))
            .AddInMemoryCollection(settings.Select(pair => KeyValuePair.Create($"{Section}:{pair.Key}", pair.Value))));
    }

    private static IConfigurationBuilder Usual(IConfigurationBuilder builder, string? path)
    {
        if (File.Exists(path)) builder.AddJsonFile(Path.GetFullPath(path), optional: false, reloadOnChange: false);
        return builder.AddEnvironmentVariables();
    }

    /// <summary>Refuses a file whose settings stand beside the section that is read.</summary>
    private static void CheckFile(string? path)
    {
        if (!File.Exists(path)) return;
        var file = new ConfigurationBuilder().AddJsonFile(Path.GetFullPath(path), optional: false, reloadOnChange: false).Build();
        var keys = file.GetChildren().Select(child => child.Key).Where(key => !key.Equals(Section, StringComparison.OrdinalIgnoreCase)).ToList();
        if (keys.Find(key => typeof(Settings).GetProperty(key, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase) is not null) is { } misplaced)
            throw new LongRagException("bad_config", $"'{misplaced}' stands outside of the section LongRag in '{path}'; write {{\"LongRag\":{{\"{misplaced}\":…}}}}.");
        if (!file.GetSection(Section).Exists() && keys.Find(key => !key.Equals("ConnectionStrings", StringComparison.OrdinalIgnoreCase)) is { } other)
            throw new LongRagException("bad_config", $"There is no section LongRag in '{path}', only '{PrintableText.OneLine(other)}'.");
    }

    private static Settings Bound(string? path, Func<IConfigurationBuilder, IConfigurationBuilder> sources)
    {
        try
        {
            var given = sources(new ConfigurationBuilder()).Build();
            var configuration = new ConfigurationBuilder().AddConfiguration(given).AddInMemoryCollection(SettingsShape.Check(given.GetSection(Section), typeof(Settings))).Build();
            var settings = new Settings();
            configuration.GetSection(Section).Bind(settings, options => options.ErrorOnUnknownConfiguration = true);
            settings.Postgres.ConnectionString ??= configuration.GetConnectionString("longrag");
            return Checked(settings);
        }
        catch (Exception e) when (e is InvalidOperationException or InvalidDataException or FormatException)
        {
            throw new LongRagException("bad_config", $"The configuration ({(path is null ? "" : $"{path} and ")}LongRag__ variables) is not valid: {(e.InnerException ?? e).Message}", e);
        }
    }

    private static Settings Checked(Settings settings)
    {
        CheckEndpoints(settings);
        OneOf("Storage", settings.Storage, "sqlite", "postgres");
        OneOf("Reorder", settings.Reorder, "rank", "hard_negative");
        Within("Ingestion:Jobs", settings.Ingestion.Jobs, 0, 64);
        Within("Ingestion:Workers", settings.Ingestion.Workers, 0, 64);
        Within("Ingestion:FileSilenceSeconds", settings.Ingestion.FileSilenceSeconds, 1, 86_400);
        Within("Ingestion:FileSeconds", settings.Ingestion.FileSeconds, 1, 604_800);
        Within("Ingestion:FileMegabytes", settings.Ingestion.FileMegabytes, 128, 1024 * 1024);
        Within("Ingestion:PassageTokens", settings.Ingestion.PassageTokens, 16, 8192);
        Within("Ingestion:Urls:MaxMegabytes", settings.Ingestion.Urls.MaxMegabytes, 1, 4096);
        Within("Ingestion:Urls:TimeoutSeconds", settings.Ingestion.Urls.TimeoutSeconds, 1, 3600);
        foreach (var (name, own) in settings.Retrieval.Retrievers) OneOf($"Retrieval:Retrievers:{name}:Kind", own.Kind, [.. RetrieverNames.Kinds]);
        if (settings.Retrieval.Retriever is { } retriever) OneOf("Retrieval:Retriever", retriever, [.. RetrieverNames.Kinds, .. settings.Retrieval.Retrievers.Keys]);
        foreach (var encoder in settings.Retrieval.Retrievers.Values.Select(own => own.Encoder).Append(settings.Retrieval.Encoder).OfType<string>())
            OneOf("Retrieval:Encoder", encoder, [EncoderCatalog.ArcticXs, EncoderNames.None, .. settings.Encoders.Keys]);
        foreach (var (name, own) in settings.ChatModels) OneOf($"ChatModels:{name}:Kind", own.Kind ?? "", [.. ChatModelCatalog.Kinds]);
        foreach (var (name, own) in settings.Rankers) RankerCatalog.Check(name, own);
        if (settings.Retrieval.Reranker is { } reranker) OneOf("Retrieval:Reranker", reranker, [RankerNames.None, .. settings.Rankers.Keys]);
        foreach (var (name, own) in settings.Rankers)
            if (RankerCatalog.NeedsChatModel(own) && own.Model is { } model && !settings.ChatModels.ContainsKey(model) && !IsModelFile(model)) throw new LongRagException("bad_config", $"LongRag:Rankers:{name}:Model is '{model}'; it must be one of LongRag:ChatModels.");
        if (!IsModelFile(settings.Generation.Generator)) OneOf("Generation:Generator", settings.Generation.Generator, [ExtractiveGenerator.Name, .. settings.ChatModels.Keys]);
        RetrieverNames.CheckUsual(settings.Retrieval);
        settings.Retrieval.Fusion.Checked();
        Within("Retrieval:Lexical:K1", settings.Retrieval.Lexical.K1, 0, 10);
        Within("Retrieval:Lexical:B", settings.Retrieval.Lexical.B, 0, 1);
        Within("Retrieval:Lexical:HeadingWeight", settings.Retrieval.Lexical.HeadingWeight, 0, 100);
        Within("Retrieval:Lexical:PairWeight", settings.Retrieval.Lexical.PairWeight ?? 0, 0, 100);
        Within("Retrieval:Bm25:K1", settings.Retrieval.Bm25.K1, 0, 10);
        Within("Retrieval:Bm25:B", settings.Retrieval.Bm25.B, 0, 1);
        OneOf("Generation:Mode", settings.Generation.Mode, [.. GeneratorNames.Modes]);
        Within("Generation:AnswerTokens", settings.Generation.AnswerTokens ?? 1, 1, 32_768);
        Within("Generation:Candidates", settings.Generation.Candidates, 1, 1000);
        Within("Generation:ContextTokens", settings.Generation.ContextTokens, 64, 1_000_000);
        CheckServer(settings.Server);
        if (string.Equals(settings.Storage, "postgres", StringComparison.Ordinal) && string.IsNullOrWhiteSpace(settings.Postgres.ConnectionString))
            throw new LongRagException("bad_config", "LongRag:Storage is 'postgres', but LongRag:Postgres:ConnectionString is not set.");
        return settings;
    }

    private static void CheckEndpoints(Settings settings)
    {
        foreach (var (key, endpoint) in settings.Encoders.Select(one => ($"Encoders:{one.Key}", one.Value.Endpoint)).Concat(settings.ChatModels.Select(one => ($"ChatModels:{one.Key}", one.Value.Endpoint))).Concat(settings.Rankers.Select(one => ($"Rankers:{one.Key}", one.Value.Endpoint))))
            if (EndpointAddress.HoldsUser(endpoint)) throw new LongRagException("bad_config", $"LongRag:{key}:Endpoint is '{EndpointAddress.Masked(endpoint)}'; it must hold no name and no password: a key goes into ApiKeyEnvironment or ApiKeyFile.");
    }

    private static void CheckServer(ServerOptions server)
    {
        if (server.PublicUrl is { Length: > 0 } url && (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || address.UserInfo.Length + address.Query.Length + address.Fragment.Length > 0))
            throw new LongRagException("bad_config", $"LongRag:Server:PublicUrl is '{EndpointAddress.Masked(url)}'; it must be an address such as https://library.example, with a path at most.");
        Within("Server:UploadMegabytes", server.UploadMegabytes, 1, 1024 * 1024);
        Within("Server:RequestMegabytes", server.RequestMegabytes, 1, 1024);
        Within("Server:QueryCharacters", server.QueryCharacters, 1, Query.MaxLength);
        Within("Server:RequestSeconds", server.RequestSeconds, 1, 86_400);
        Within("Server:UploadSeconds", server.UploadSeconds, 1, 604_800);
        Within("Server:UploadBytesPerSecond", server.UploadBytesPerSecond, 1, 1024 * 1024);
        Within("Server:HeaderSeconds", server.HeaderSeconds, 1, 3600);
        Within("Server:Connections", server.Connections, 1, 1_000_000);
        Within("Server:ConcurrentSearches", server.ConcurrentSearches, 0, 10_000);
        Within("Server:ConcurrentReads", server.ConcurrentReads, 0, 10_000);
        Within("Server:ConcurrentAnswers", server.ConcurrentAnswers, 1, 10_000);
        Within("Server:Waiting", server.Waiting, 0, 100_000);
        Within("Server:RequestsPerMinute", server.RequestsPerMinute, 1, 10_000_000);
        Within("Server:ConcurrentRequests", server.ConcurrentRequests, 1, 100_000);
        Within("Server:DrainSeconds", server.DrainSeconds, 0, 3600);
    }

    private static bool IsModelFile(string name) => name.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase);

    private static void OneOf(string key, string value, params string[] allowed)
    {
        if (!allowed.Contains(value, StringComparer.Ordinal)) throw new LongRagException("bad_config", $"LongRag:{key} is '{value}'; it must be one of {string.Join(", ", allowed)}.");
    }

    private static void Within(string key, double value, double least, double most)
    {
        if (!(value >= least && value <= most)) throw new LongRagException("bad_config", FormattableString.Invariant($"LongRag:{key} is {value}; it must lie between {least} and {most}."));
    }
}
