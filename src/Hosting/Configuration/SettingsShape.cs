using System.Collections;
using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace LongRag.Hosting;

/// <summary>Holds a configuration against the type that it is to become, before anything binds it: whatever does not fit is refused by its full key, with what is possible there. Values are named only where no secret can stand.</summary>
internal static class SettingsShape
{
    private static readonly Dictionary<string, string> OtherNames = new(StringComparer.OrdinalIgnoreCase) { ["fp16"] = "float16", ["fp32"] = "float32" };

    /// <summary>Checks a section.</summary>
    /// <returns>The keys whose values have other names in the type: <c>fp16</c> and <c>reciprocal_rank</c> are <c>Float16</c> and <c>ReciprocalRank</c>.</returns>
    /// <exception cref="LongRagException"><c>bad_config</c>.</exception>
    public static IReadOnlyDictionary<string, string?> Check(IConfigurationSection section, Type type)
    {
        var named = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        Check(section, type, named);
        return named;
    }

    private static void Check(IConfigurationSection section, Type type, Dictionary<string, string?> named)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (IsValue(type)) CheckValue(section, type, named);
        else if (ItemOf(type) is { } item) CheckItems(section, item, named);
        else CheckMembers(section, type, named);
    }

    private static void CheckMembers(IConfigurationSection section, Type type, Dictionary<string, string?> named)
    {
        RefuseValue(section, "a section with keys of its own");
        var members = type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(member => member.CanRead && member.SetMethod is { IsPublic: true }).ToDictionary(member => member.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var child in section.GetChildren())
            Check(child, members.TryGetValue(child.Key, out var member) ? member.PropertyType : throw Unknown(child, members.Keys), named);
    }

    /// <summary>A list, or a section whose keys the user chose.</summary>
    private static void CheckItems(IConfigurationSection section, Type item, Dictionary<string, string?> named)
    {
        RefuseValue(section, IsValue(item) ? "a list" : "a section with a section for each name");
        foreach (var child in section.GetChildren()) Check(child, item, named);
    }

    private static void CheckValue(IConfigurationSection section, Type type, Dictionary<string, string?> named)
    {
        if (section.GetChildren().FirstOrDefault() is { } child) throw Bad(section, $"holds '{child.Key}', but it must be {Possible(type)}");
        // Null is not set.
        if (type == typeof(string) || section.Value is not { } value) return;
        if (type.IsEnum && NameIn(type, value.Trim()) is { } name) named[section.Path] = name;
        else if (type.IsEnum || !IsPossible(type, value)) throw Bad(section, $"is '{PrintableText.OneLine(value)}'; it must be {Possible(type)}");
    }

    private static string? NameIn(Type type, string value)
    {
        var plain = OtherNames.GetValueOrDefault(value, value).Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
        return Array.Find(Enum.GetNames(type), name => string.Equals(name, plain, StringComparison.OrdinalIgnoreCase));
    }

    // The very conversion that will be made.
    private static bool IsPossible(Type type, string value)
    {
        try
        {
            return TypeDescriptor.GetConverter(type).ConvertFromInvariantString(value) is not null;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or NotSupportedException or OverflowException)
        {
            return false;
        }
    }

    private static string Possible(Type type) => type switch
    {
        { IsEnum: true } => $"one of {string.Join(", ", Enum.GetNames(type))}",
        _ when type == typeof(bool) => "true or false",
        _ when type == typeof(int) => string.Create(CultureInfo.InvariantCulture, $"a whole number, at most {int.MaxValue}"),
        _ when type == typeof(long) => "a whole number",
        _ when type == typeof(string) => "a text",
        _ => "a number",
    };

    private static void RefuseValue(IConfigurationSection section, string expected)
    {
        // An empty list, or an empty object, has an empty value.
        if (section.Value is { Length: > 0 }) throw Bad(section, $"is a single value; it must be {expected}");
    }

    private static bool IsValue(Type type) => type.IsPrimitive || type.IsEnum || type == typeof(string) || type == typeof(decimal) || type == typeof(TimeSpan) || type == typeof(Uri);

    /// <summary>What a list or a dictionary holds; null for anything else.</summary>
    private static Type? ItemOf(Type type) => type.IsGenericType && typeof(IEnumerable).IsAssignableFrom(type) ? type.GetGenericArguments()[^1] : null;

    private static LongRagException Unknown(IConfigurationSection child, IEnumerable<string> known) =>
        new("bad_config", $"There is no configuration key {PrintableText.OneLine(child.Path)}; possible there: {string.Join(", ", known.Order(StringComparer.Ordinal))}.");

    private static LongRagException Bad(IConfigurationSection section, string what) => new("bad_config", $"The configuration key {PrintableText.OneLine(section.Path)} {what}.");
}
