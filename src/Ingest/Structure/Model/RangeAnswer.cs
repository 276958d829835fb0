namespace LongRag.Ingest;

/// <summary>What became of a model's answer about numbered sentences.</summary>
/// <param name="Structure">The checked structure; null where the answer is not valid.</param>
/// <param name="Error">Why not, by the names of the published check: <c>result_spliter</c>, <c>format_yaml</c>, <c>result_scope</c>, <c>result_scope_str</c>, <c>result_aspect</c>, <c>range_start</c>, <c>range_end</c>, <c>range_middle</c>.</param>
/// <param name="IsRepaired">Whether a range was widened or points of a single sentence were dropped.</param>
internal sealed record RangeAnswer(RangeStructure? Structure, string? Error, bool IsRepaired)
{
    private const string Fence = "```";
    private const string Opening = "```yaml";

    /// <summary>Last points of these names last to the end of the text, whatever the model says: it tends to leave lists of references off.</summary>
    private static readonly string[] ClosingNames = ["external link", "reference", "conclusion", "see also"];

    /// <summary>Reads and checks an answer about so many sentences.</summary>
    public static RangeAnswer Parse(string response, int sentences)
    {
        ArgumentNullException.ThrowIfNull(response);
        ArgumentOutOfRangeException.ThrowIfLessThan(sentences, 1);
        var fence = response.LastIndexOf(Opening, StringComparison.Ordinal);
        if (fence < 0) return Invalid("result_spliter");
        var yaml = response[(fence + Opening.Length)..];
        var end = yaml.IndexOf(Fence, StringComparison.Ordinal);
        try
        {
            return Check(StructureYaml.Read(end < 0 ? yaml : yaml[..end]), sentences);
        }
        catch (InvalidStructureException invalid)
        {
            return Invalid(invalid.Error);
        }
    }

    /// <summary>Whether the main points tile so many sentences.</summary>
    public static bool Tiles(RangeStructure structure, int sentences)
    {
        var next = 1;
        foreach (var aspect in structure.Aspects)
        {
            if (aspect.Start != next || aspect.End < aspect.Start) return false;
            next = aspect.End + 1;
        }

        return structure.Aspects.Count > 0 && next == sentences + 1;
    }

    private static RangeAnswer Check(RangeStructure read, int sentences)
    {
        var repaired = false;
        var aspects = read.Aspects.Select(Widened).ToList();
        var last = aspects[^1];
        if (last.End < sentences && Array.Exists(ClosingNames, name => last.Name.Contains(name, StringComparison.OrdinalIgnoreCase)))
        {
            aspects[^1] = last with { End = sentences };
            repaired = true;
        }

        if (aspects[0].Start != 1) return Invalid("range_start");
        if (aspects[^1].End != sentences) return Invalid("range_end");
        for (var i = 1; i < aspects.Count; i++)
            if (aspects[i].Start != aspects[i - 1].End + 1) return Invalid("range_middle");
        var kept = aspects.Select(a => a with { Aspects = WithoutSingles(a.Aspects) }).ToList();
        return new RangeAnswer(new RangeStructure(read.Scope, kept), null, repaired);

        RangeAspect Widened(RangeAspect aspect)
        {
            if (aspect.Aspects.Count == 0) return aspect;
            var (start, end) = (Math.Min(aspect.Start, aspect.Aspects.Min(a => a.Start)), Math.Max(aspect.End, aspect.Aspects.Max(a => a.End)));
            repaired |= start != aspect.Start || end != aspect.End;
            return aspect with { Start = start, End = end };
        }

        List<RangeAspect> WithoutSingles(IReadOnlyList<RangeAspect> points)
        {
            var several = points.Where(a => a.End > a.Start).Select(a => a with { Aspects = WithoutSingles(a.Aspects) }).ToList();
            repaired |= several.Count < points.Count;
            return several;
        }
    }

    private static RangeAnswer Invalid(string error) => new(null, error, IsRepaired: false);
}

/// <summary>An answer of a model breaks the format; caught where answers are read.</summary>
internal sealed class InvalidStructureException(string error) : Exception(error)
{
    /// <summary>Name of the broken rule.</summary>
    public string Error => Message;
}
