using LongRag.Models.Encoders.Onnx;

namespace LongRag.Models.Encoders;

/// <summary>The encoders: from a name and its settings to an encoder. All that can be checked without loading a model is checked here.</summary>
public static class EncoderCatalog
{
    /// <summary>The kind that comes with LongRag, and the default.</summary>
    public const string ArcticXs = "arctic-xs";

    /// <summary>all-MiniLM-L6-v2 in its package's assembly, which does not come with LongRag: name its path.</summary>
    public const string MiniLm = "minilm";

    /// <summary>All kinds.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [ArcticXs, MiniLm];

    /// <summary>The encoder that needs no configuration.</summary>
    public static Encoder Default(EncoderUse use = EncoderUse.Any) => Create(ArcticXs, new EncoderSettings(), use);

    /// <param name="name">Its name in the configuration, for messages.</param>
    /// <param name="settings">Its settings.</param>
    /// <param name="use">What it is used for.</param>
    /// <exception cref="LongRagException"><c>bad_config</c> for settings that are unknown, contradictory or out of range; <c>no_encoder</c> where its files are missing; <c>encoder_damaged</c>.</exception>
    public static Encoder Create(string name, EncoderSettings settings, EncoderUse use = EncoderUse.Any) => settings.Kind switch
    {
        ArcticXs => Packaged(PackagedEncoder.ArcticXs, name, settings, use),
        MiniLm => Packaged(PackagedEncoder.MiniLm, name, settings, use),
        _ => throw new LongRagException("bad_config", $"The encoder '{name}' is of the kind '{settings.Kind}'; it must be one of {string.Join(", ", Kinds)}."),
    };

    private static Encoder Packaged(PackagedEncoder package, string name, EncoderSettings settings, EncoderUse use)
    {
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
