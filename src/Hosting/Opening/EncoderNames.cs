using LongRag.Models.Encoders;

namespace LongRag.Hosting;

/// <summary>The encoders by the names they have in the configuration: those of the section <c>Encoders</c>, and the one that comes with LongRag.</summary>
internal static class EncoderNames
{
    /// <summary>The name that means none.</summary>
    public const string None = "none";

    public static bool IsNone(string name) => string.Equals(name, None, StringComparison.Ordinal);

    /// <summary>The named encoder, which is not loaded yet.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="settings">The configuration.</param>
    /// <param name="use">What it will be used for.</param>
    /// <exception cref="LongRagException"><c>bad_config</c> for an unknown name or settings that are wrong; <c>no_encoder</c>, <c>encoder_damaged</c>.</exception>
    public static Encoder Open(string name, Settings settings, EncoderUse use)
    {
        if (settings.Encoders.TryGetValue(name, out var own)) return EncoderCatalog.Create(name, own, use);
        if (string.Equals(name, EncoderCatalog.ArcticXs, StringComparison.Ordinal)) return EncoderCatalog.Create(name, new EncoderSettings { Kind = name }, use);
        throw new LongRagException("bad_config", $"There is no encoder '{name}': {string.Join(", ", settings.Encoders.Keys.Append(EncoderCatalog.ArcticXs))} are there. Others are configured as LongRag:Encoders:{name}:Kind and so on.");
    }
}
