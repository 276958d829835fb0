using System.Globalization;

namespace LongRag.Evaluation;

/// <summary>What stands behind a measure's name.</summary>
internal enum ParameterKind
{
    None,

    /// <summary>Ranks: a column each, <c>P_10</c>.</summary>
    Ranks,

    /// <summary>Shares: a column each, <c>iprec_at_recall_0.10</c>.</summary>
    Shares,

    /// <summary>Numbers that make one column together, <c>utility_2,-1,0,0</c>.</summary>
    Numbers,

    /// <summary>Gains of grades, <c>ndcg_1=3,2=9</c>, which make one column together.</summary>
    Pairs,
}

/// <summary>A name of trec_eval's table and the columns it stands for.</summary>
internal sealed record MeasureFamily(string Name, ParameterKind Kind, double[] Defaults, Func<Parameters, Func<JudgedRanking, double>> Make)
{
    public MeasureFamily(string name, Func<JudgedRanking, double> value) : this(name, ParameterKind.None, [], _ => value)
    {
    }

    public MeasureForm Form { get; init; }

    public Averaging Averaging { get; init; }

    public Func<Parameters, Func<JudgedRanking, string>>? MakeText { get; init; }

    /// <summary>The columns for the parameters that were asked for; an empty text asks for the defaults.</summary>
    public IEnumerable<Measure> Columns(IReadOnlyList<string> asked) => Kind switch
    {
        ParameterKind.Ranks => Cutoffs(asked).Select(cut => Column(string.Create(CultureInfo.InvariantCulture, $"{Name}_{cut:0}"), new Parameters([cut]))),
        ParameterKind.Shares => Cutoffs(asked).Select(cut => Column(string.Create(CultureInfo.InvariantCulture, $"{Name}_{cut:0.00}"), new Parameters([cut]))),
        _ => asked.Select(text => text.Length == 0 ? Column(Name, new Parameters(Defaults)) : Column($"{Name}_{text}", Kind switch
        {
            ParameterKind.Numbers => new Parameters(NumbersOf(text, Defaults.Length)),
            ParameterKind.Pairs => PairsOf(text),
            _ => throw Unknown($"{Name}.{text}", "it takes no parameters"),
        })),
    };

    public static LongRagException Unknown(string measure, string reason) => new("bad_argument", $"There is no measure '{measure}': {reason}.");

    private Measure Column(string name, Parameters parameters) => new(name, Make(parameters)) { Form = Form, Averaging = Averaging, Text = MakeText?.Invoke(parameters) };

    private double[] Cutoffs(IReadOnlyList<string> asked)
    {
        var cuts = asked.SelectMany(text => text.Length == 0 ? Defaults : NumbersOf(text, 0)).Select(cut => Kind == ParameterKind.Ranks ? Math.Truncate(cut) : cut).Distinct().Order().ToArray();
        return Kind != ParameterKind.Ranks || cuts is [>= 1, ..] && cuts[^1] <= int.MaxValue ? cuts : throw Unknown($"{Name}.{string.Join(',', asked)}", "a rank is at least 1");
    }

    /// <param name="text">Numbers with commas between.</param>
    /// <param name="count">How many there must be; 0 for any number.</param>
    private double[] NumbersOf(string text, int count)
    {
        var numbers = text.Split(',').Select(part => Number(part, text)).ToArray();
        // 11pt_avg has eleven points by default and takes any number.
        return count is 0 or 11 || numbers.Length == count ? numbers : throw Unknown($"{Name}.{text}", $"it takes {count} numbers");
    }

    private Parameters PairsOf(string text)
    {
        var pairs = text.Split(',').Select(pair => pair.Split('=')).ToArray();
        return pairs.All(pair => pair.Length == 2)
            ? new Parameters([]) { Pairs = pairs.GroupBy(pair => pair[0], StringComparer.Ordinal).ToDictionary(pair => pair.Key, pair => Number(pair.First()[1], text), StringComparer.Ordinal) }
            : throw Unknown($"{Name}.{text}", "its parameters are pairs such as 1=2,2=5");
    }

    private double Number(string part, string all) => double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
        ? number
        : throw Unknown($"{Name}.{all}", $"'{part}' is no number");
}

/// <summary>The parameters of one column.</summary>
internal sealed record Parameters(double[] Numbers)
{
    public IReadOnlyDictionary<string, double> Pairs { get; init; } = new Dictionary<string, double>(StringComparer.Ordinal);

    public double Number => Numbers[0];

    public int Rank => (int)Numbers[0];

    /// <summary>The pairs whose names are grades.</summary>
    public GainScale Gains => new(Pairs.Where(pair => int.TryParse(pair.Key, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
        .ToDictionary(pair => int.Parse(pair.Key, CultureInfo.InvariantCulture), pair => pair.Value));
}
