using System.Collections;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace LongRag.Hosting;

/// <summary>A key below <c>LongRag</c>: what it is called, what it may be, and what it is where nobody sets it. In names that the user chooses, <c>NAME</c>.</summary>
internal sealed record SettingKey(string Path, Type Type, object? Default);

/// <summary>The keys of the configuration, as the types of <see cref="Settings"/> have them.</summary>
internal static class SettingsKeys
{
    private const string Name = "NAME";

    private static readonly Dictionary<string, string> OtherNames = new(StringComparer.OrdinalIgnoreCase) { ["fp16"] = "float16", ["fp32"] = "float32" };

    /// <summary>All keys that can be set, in the order in which the types have them.</summary>
    public static IEnumerable<SettingKey> All() => Below("", typeof(Settings), new Settings());

    /// <summary>Values under the names that the settings have for them: <c>fp16</c> and <c>reciprocal_rank</c> are <c>Float16</c> and <c>ReciprocalRank</c>.</summary>
    /// <param name="section">The section <c>LongRag</c>.</param>
    /// <exception cref="LongRagException"><c>bad_config</c>: a key that nobody knows, or a name that is none of those that are possible.</exception>
    public static Dictionary<string, string?> Renamed(IConfigurationSection section)
    {
        var renamed = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        // Parents come before their children, so that the shortest unknown key is named.
        foreach (var (key, value) in section.AsEnumerable().OrderBy(pair => pair.Key, StringComparer.OrdinalIgnoreCase))
        {
            if (key.Length <= section.Path.Length) continue;
            var type = TypeOf(section.Path, key[(section.Path.Length + 1)..].Split(':'));
            if (value is not null && type.IsEnum) renamed[key] = NamedIn(type, key, value);
        }

        return renamed;
    }

    private static string NamedIn(Type type, string key, string value)
    {
        var plain = OtherNames.GetValueOrDefault(value.Trim(), value.Trim()).Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
        return Array.Find(Enum.GetNames(type), name => string.Equals(name, plain, StringComparison.OrdinalIgnoreCase))
            ?? throw new LongRagException("bad_config", $"{key} is '{value}'; it must be one of {string.Join(", ", Enum.GetNames(type))}.");
    }

    /// <summary>What stands at a key; unknown keys are named with those that are known beside them.</summary>
    private static Type TypeOf(string section, string[] path)
    {
        var type = typeof(Settings);
        for (var i = 0; i < path.Length; i++)
        {
            if (ValueOf(type) is { } value) type = value;
            else if (Properties(type).FirstOrDefault(property => string.Equals(property.Name, path[i], StringComparison.OrdinalIgnoreCase)) is { } property) type = Plain(property.PropertyType);
            else
            {
                var place = string.Join(':', path[..i].Prepend(section));
                throw new LongRagException("bad_config", IsSection(type)
                    ? $"{place} has no key '{path[i]}'; it has {string.Join(", ", Properties(type).Select(known => known.Name).Order(StringComparer.Ordinal))}."
                    : $"{place} is a single value and has no key '{path[i]}'.");
            }
        }

        return type;
    }

    private static IEnumerable<SettingKey> Below(string path, Type type, object? instance)
    {
        foreach (var property in Properties(type))
        {
            var (key, of, value) = (path + property.Name, Plain(property.PropertyType), instance is null ? null : property.GetValue(instance));
            if (ValueOf(of) is { } named && IsSection(named)) foreach (var below in Below($"{key}:{Name}:", named, Activator.CreateInstance(named))) yield return below;
            else if (IsSection(of)) foreach (var below in Below($"{key}:", of, value ?? Activator.CreateInstance(of))) yield return below;
            else yield return new SettingKey(key, of, value);
        }
    }

    private static IEnumerable<PropertyInfo> Properties(Type type) => IsSection(type) ? type.GetProperties().Where(property => property.CanWrite && property.GetIndexParameters().Length == 0) : [];

    /// <summary>A type of our own with keys of its own.</summary>
    private static bool IsSection(Type type) => type.IsClass && type != typeof(string) && !typeof(IEnumerable).IsAssignableFrom(type);

    /// <summary>What a dictionary or a list holds; null for anything else.</summary>
    private static Type? ValueOf(Type type) => type.IsGenericType && typeof(IEnumerable).IsAssignableFrom(type) ? type.GetGenericArguments()[^1] : null;

    private static Type Plain(Type type) => Nullable.GetUnderlyingType(type) ?? type;
}
