namespace LongRag.Evaluation;

/// <summary>Chooses measures by name.</summary>
public static class Measures
{
    private static readonly string[] Official = ["runid", "num_q", "num_ret", "num_rel", "num_rel_ret", "map", "gm_map", "Rprec", "bpref", "recip_rank", "iprec_at_recall", "P"];
    private static readonly string[] Set = ["runid", "num_q", "num_ret", "num_rel", "num_rel_ret", "utility", "set_P", "set_recall", "set_relative_P", "set_map", "set_F"];
    private static readonly string[] NotInAllTrec = ["yaap", "recip_rank_cut"];

    /// <summary>Usual names, in small letters, and the measure each means; the second where a rank follows.</summary>
    private static readonly Dictionary<string, (string Plain, string AtRank)> Aliases = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ndcg"] = ("ndcg", "ndcg_cut"),
        ["map"] = ("map", "map_cut"),
        ["ap"] = ("map", "map_cut"),
        ["mrr"] = ("recip_rank", "recip_rank_cut"),
        ["rr"] = ("recip_rank", "recip_rank_cut"),
        ["p"] = ("P", "P"),
        ["precision"] = ("P", "P"),
        ["r"] = ("recall", "recall"),
        ["recall"] = ("recall", "recall"),
        ["success"] = ("success", "success"),
        ["hit"] = ("success", "success"),
        ["rprec"] = ("Rprec", "Rprec"),
        ["infap"] = ("infAP", "infAP"),
        ["bpref"] = ("bpref", "bpref"),
    };

    /// <summary>What trec_eval prints when no measure is named.</summary>
    public static IReadOnlyList<Measure> Default { get; } = Select("official");

    /// <summary>
    /// The columns that names stand for, in trec_eval's order: a set (<c>official</c>, <c>all_trec</c>, <c>set</c>), a measure with its usual cutoffs (<c>P</c>), with others (<c>P.5,10</c>),
    /// one column (<c>P_10</c>, <c>ndcg_cut_10</c>) or a usual name (<c>nDCG@10</c>, <c>R@100</c>, <c>MRR</c>).
    /// </summary>
    /// <exception cref="LongRagException"><c>bad_argument</c>: no such measure, or parameters that it does not take.</exception>
    public static IReadOnlyList<Measure> Select(params string[] names)
    {
        ArgumentNullException.ThrowIfNull(names);
        var asked = new Dictionary<MeasureFamily, List<string>>();
        foreach (var name in names.SelectMany(Expand))
        {
            var (family, parameters) = Find(name);
            if (!asked.TryGetValue(family, out var all)) asked.Add(family, all = []);
            if (!all.Contains(parameters, StringComparer.Ordinal)) all.Add(parameters);
        }

        return [.. MeasureTable.Families.Where(asked.ContainsKey).SelectMany(family => family.Columns(asked[family])).DistinctBy(column => column.Name, StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Expand(string name) => name switch
    {
        "official" => Official,
        "set" => Set,
        "all_trec" => MeasureTable.Families.Select(family => family.Name).Except(NotInAllTrec, StringComparer.Ordinal),
        _ => [name],
    };

    private static (MeasureFamily Family, string Parameters) Find(string name)
    {
        var found = MeasureTable.Families.Where(family => name.StartsWith(family.Name, StringComparison.Ordinal) && (name.Length == family.Name.Length || name[family.Name.Length] is '.' or '_'))
            .MaxBy(family => family.Name.Length);
        if (found?.Name.Length == name.Length) return (found, "");
        if (found is not null && found.Kind != ParameterKind.None && name.Length > found.Name.Length + 1) return (found, name[(found.Name.Length + 1)..]);
        var parts = name.Split('@', 2);
        if (!Aliases.TryGetValue(parts[0], out var meant)) throw MeasureFamily.Unknown(name, "names are trec_eval's, such as map, ndcg_cut_10, recall_100 or P.5,10, or nDCG@10, R@100, MRR");
        return parts.Length == 1 ? Find(meant.Plain) : Find($"{meant.AtRank}.{parts[1]}");
    }
}
