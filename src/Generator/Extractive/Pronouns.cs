using System.Collections.Frozen;

namespace LongRag.Generator;

/// <summary>Words at a sentence's start that point at the sentence before.</summary>
internal static class Pronouns
{
    private static readonly FrozenSet<string> Words = new[] { "he", "she", "it", "they", "this", "these", "those", "his", "her", "its", "their", "such", "him", "them" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether the unit begins with one.</summary>
    public static bool Begin(Unit unit) =>
        unit is { Kind: UnitKind.Sentence } && unit.Terms[0].Length <= 5 && Words.Contains(unit.Terms[0].In(unit.Evidence.Text).ToString().ToLowerInvariant());
}
