using LongRag.Models.Encoders.Onnx;
using LongRag.Models.Encoders.Remote;

namespace LongRag.Models.Encoders;

/// <summary>The encoders: from a name and its settings to an encoder. All that can be checked without loading a model is checked here.</summary>
public static class EncoderCatalog
{
    /// <summary>The kind that comes with LongRag, and the default.</summary>
    public const string ArcticXs = "arctic-xs";

    /// <summary>all-MiniLM-L6-v2 in its package's assembly, which does not come with LongRag: name its path.</summary>
    public const string MiniLm = "minilm";

    /// <summary>A folder with an exported model.</summary>
    public const string Onnx = "onnx";

    /// <summary>A server that speaks OpenAI's protocol.</summary>
    public const string OpenAi = "openai";

    /// <summary>All kinds.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [ArcticXs, MiniLm, Onnx, OpenAi];

    /// <summary>The encoder that needs no configuration.</summary>
    /// <exception cref="LongRagException"><c>no_encoder</c>: its weights do not lie beside the program.</exception>
    public static Encoder Default(EncoderUse use = EncoderUse.Any) => Create(ArcticXs, new EncoderSettings(), use);

    /// <param name="name">Its name in the configuration, for messages.</param>
    /// <param name="settings">Its settings.</param>
    /// <param name="use">What it is used for.</param>
    /// <param name="environment">Gives an environment variable; null for the process's own.</param>
    /// <exception cref="LongRagException">
    /// <c>bad_config</c> for settings that are unknown, missing, contradictory or out of range; <c>no_encoder</c> where its files are missing; <c>encoder_damaged</c>, <c>encoder_incomplete</c>, <c>unsupported_model</c>.
    /// What only shows when the model is loaded or asked, the encoder's methods throw: also <c>unsupported_tokenizer</c>, <c>encoder_changed</c>, <c>encoder_unreachable</c>, <c>encoder_refused</c>, <c>bad_embeddings</c>.
    /// </exception>
    public static Encoder Create(string name, EncoderSettings settings, EncoderUse use = EncoderUse.Any, Func<string, string?>? environment = null)
    {
        var check = new EncoderSettingsCheck(name, settings);
        check.Ranges();
        switch (settings.Kind)
        {
            case ArcticXs: return Packaged(PackagedEncoder.ArcticXs, name, settings, use);
            case MiniLm: return Packaged(PackagedEncoder.MiniLm, name, settings, use);
            case Onnx:
                check.Needs(settings.Path, nameof(settings.Path));
                check.OnlyFor(OpenAi, (nameof(settings.Endpoint), settings.Endpoint), (nameof(settings.Model), settings.Model), (nameof(settings.ApiKeyEnvironment), settings.ApiKeyEnvironment), (nameof(settings.ApiKeyFile), settings.ApiKeyFile));
                return OnnxFolder.Encoder(name, settings, use);
            case OpenAi:
                check.Needs(settings.Endpoint, nameof(settings.Endpoint));
                check.Needs(settings.Model, nameof(settings.Model));
                check.Needs(settings.Dimensions, nameof(settings.Dimensions));
                check.OnlyFor(Onnx, (nameof(settings.Path), settings.Path), (nameof(settings.Pooling), settings.Pooling));
                if (settings.LongText != LongText.Truncate) throw check.Bad("LongText is 'average'; what becomes of long texts is up to the server");
                return RemoteEncoder.Encoder(name, settings, environment ?? Environment.GetEnvironmentVariable);
            default: throw check.Bad($"Kind is '{settings.Kind}'; it must be one of {string.Join(", ", Kinds)}");
        }
    }

    private static Encoder Packaged(PackagedEncoder package, string name, EncoderSettings settings, EncoderUse use)
    {
        var check = new EncoderSettingsCheck(name, settings);
        check.OnlyFor($"{Onnx} and {OpenAi}", (nameof(settings.Pooling), settings.Pooling), (nameof(settings.Normalize), settings.Normalize), (nameof(settings.QueryPrefix), settings.QueryPrefix), (nameof(settings.PassagePrefix), settings.PassagePrefix), (nameof(settings.Dimensions), settings.Dimensions));
        check.OnlyFor(OpenAi, (nameof(settings.Endpoint), settings.Endpoint), (nameof(settings.Model), settings.Model), (nameof(settings.ApiKeyEnvironment), settings.ApiKeyEnvironment), (nameof(settings.ApiKeyFile), settings.ApiKeyFile));
        check.AtMost(settings.MaxTokens, package.MaxTokens);
        var path = settings.Path ?? Path.Combine(AppContext.BaseDirectory, package.Assembly + ".dll");
        if (!File.Exists(path)) throw new LongRagException("no_encoder", $"The encoder '{name}' needs '{path}' (package {package.Assembly}), which is missing.");
        var profile = new EncoderProfile
        {
            Name = name,
            Kind = package.Kind,
            Fingerprint = "",
            Dimensions = package.Dimensions,
            MaxTokens = settings.MaxTokens ?? package.MaxTokens,
            QueryPrefix = package.QueryPrefix,
            LongText = settings.LongText,
        };
        profile = profile with { Fingerprint = EncoderFingerprint.Of(package.ContentHash, package.Pooling, profile) };
        return new Encoder(profile, () => package.Open(path, settings, use));
    }
}
