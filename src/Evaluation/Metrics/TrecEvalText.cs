using System.Globalization;

namespace LongRag.Evaluation;

/// <summary>Writes an evaluation in trec_eval's very lines: name, query or <c>all</c>, value.</summary>
public static class TrecEvalText
{
    /// <summary>Each query's lines where asked for, then those over all.</summary>
    public static void Write(TextWriter writer, EvaluatedRun evaluated, bool perQuery, bool summary = true)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(evaluated);
        if (perQuery)
        {
            foreach (var query in evaluated.Queries) WriteQuery(writer, evaluated.Measures, query);
        }

        if (!summary) return;
        for (var i = 0; i < evaluated.Measures.Count; i++)
        {
            var measure = evaluated.Measures[i];
            if (measure.Averaging != Averaging.None) WriteLine(writer, measure.Name, "all", measure.Averaging == Averaging.RunTag ? evaluated.RunTag : Value(measure, evaluated.Averages[i]));
        }
    }

    /// <summary>A number as C's printf writes it with <c>%6.4f</c>: a tie between two last digits goes to the even one, which .NET rounds away from zero.</summary>
    public static string Number(double value)
    {
        if (double.IsNaN(value)) return "  -nan";
        // Among fractions of five decimals and more only odd 32nds end in a binary tie at the fifth.
        var rounded = Math.Abs(value) < 1e9 && double.IsOddInteger(value * 32) ? (double)decimal.Round((decimal)value, 4, MidpointRounding.ToEven) : value;
        return rounded.ToString("F4", CultureInfo.InvariantCulture);
    }

    private static void WriteQuery(TextWriter writer, IReadOnlyList<Measure> measures, QueryScores query)
    {
        var texts = 0;
        for (var i = 0; i < measures.Count; i++)
        {
            var measure = measures[i];
            if (measure.IsPerQuery) WriteLine(writer, measure.Name, query.Query, measure.Form == MeasureForm.Text ? $"'{query.Texts[texts++]}'" : Value(measure, query.Values[i]));
        }
    }

    private static string Value(Measure measure, double value) => measure.Form == MeasureForm.Count ? value.ToString("F0", CultureInfo.InvariantCulture) : Number(value);

    private static void WriteLine(TextWriter writer, string measure, string query, string value)
    {
        writer.Write(measure.PadRight(22));
        writer.Write('\t');
        writer.Write(query);
        writer.Write('\t');
        writer.Write(value);
        writer.Write('\n');
    }
}
