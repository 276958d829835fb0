using System.Collections;
using System.Reflection;

namespace LongRag.Hosting;

/// <summary>A key below <c>LongRag</c>: what it is called, what it may be, and what it is where nobody sets it. In names that the user chooses, <c>NAME</c>.</summary>
internal sealed record SettingKey(string Path, Type Type, object? Default);

/// <summary>The keys of the configuration, as the types of <see cref="Settings"/> have them.</summary>
internal static class SettingsKeys
{
    private const string Name = "NAME";

    /// <summary>All keys that can be set, in the order in which the types have them.</summary>
    public static IEnumerable<SettingKey> All() => Below("", typeof(Settings), new Settings());

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
