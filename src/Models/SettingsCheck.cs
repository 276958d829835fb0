namespace LongRag.Models;

/// <summary>Says what is wrong with the settings of something that has a name and a kind.</summary>
/// <param name="thing">What it is: <c>encoder</c>, <c>chat model</c>.</param>
/// <param name="name">Its name in the configuration.</param>
/// <param name="kind">Its kind.</param>
internal class SettingsCheck(string thing, string name, string? kind)
{
    public LongRagException Bad(string what) => new("bad_config", $"The {thing} '{name}' ({kind ?? "no kind"}) cannot be used: {what}.");

    public void Needs(object? value, string key)
    {
        if (value is null or "") throw Bad($"{key} is not set");
    }

    public void OnlyFor(string kinds, params (string Key, object? Value)[] unwanted)
    {
        foreach (var (key, value) in unwanted)
            if (value is not null) throw Bad($"{key} is set, which is for {kinds} only; remove it");
    }

    public void Within(string key, int? value, int least, int most)
    {
        if (value < least || value > most) throw Bad($"{key} is {value}; it must lie between {least} and {most}");
    }
}
