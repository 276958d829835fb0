namespace LongRag.Models.Encoders;

/// <summary>Says what is wrong with an encoder's settings.</summary>
internal sealed class EncoderSettingsCheck(string name, EncoderSettings settings) : SettingsCheck("encoder", name, settings.Kind)
{
    public void Ranges()
    {
        Within(nameof(settings.MaxTokens), settings.MaxTokens, 8, 1_000_000);
        Within(nameof(settings.Dimensions), settings.Dimensions, 1, 65_536);
        Within(nameof(settings.BatchTokens), settings.BatchTokens, 16, 1_000_000);
        Within(nameof(settings.Threads), settings.Threads, 0, 256);
        Within(nameof(settings.TimeoutSeconds), settings.TimeoutSeconds, 1, 3600);
        if (!Enum.IsDefined(settings.LongText)) throw Bad($"LongText is '{settings.LongText}'; it must be truncate or average");
        if (settings.Pooling is { } pooling && !Enum.IsDefined(pooling)) throw Bad($"Pooling is '{pooling}'; it must be cls, mean or last");
    }

    public void AtMost(int? maxTokens, int most)
    {
        if (maxTokens > most) throw Bad($"MaxTokens is {maxTokens}; the model reads {most} at most");
    }

    /// <summary>What the model's files say, else what the configuration says; both may say the same.</summary>
    public T? FilesFirst<T>(string key, T? files, T? configured)
        where T : struct
    {
        if (files is { } f && configured is { } c && !f.Equals(c)) throw Bad($"{key} is {c}, but the model's files say {f}; remove it");
        return files ?? configured;
    }
}
