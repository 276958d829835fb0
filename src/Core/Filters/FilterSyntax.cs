namespace LongRag;

/// <summary>
/// The short way to write a <see cref="Filter"/>: <c>author=Smith and (year&gt;=2020 or not exists(year)) and lang in (en, de) and title ~ "long text"</c>.
/// </summary>
/// <remarks>
/// <c>and</c> binds stronger than <c>or</c>, <c>not</c> stronger than both. <c>=</c> and <c>==</c> are the same; <c>~</c> is <see cref="Comparison.Contains"/>.
/// Keywords are recognised whatever their case; quoted, a keyword is a value or a field. A value of several words is quoted.
/// </remarks>
public static class FilterSyntax
{
    /// <summary>The filter that the text means.</summary>
    /// <exception cref="LongRagException"><c>bad_filter</c>, with the position and what was expected there.</exception>
    public static Filter Parse(string text)
    {
        if (text.Length > FilterErrors.MaxLength) throw FilterErrors.TooLong(text.Length);
        var reader = new Reader(FilterTokens.Of(text));
        var filter = reader.Alternatives(0);
        reader.End();
        return filter;
    }

    private sealed class Reader(List<FilterToken> tokens)
    {
        private int _at;

        private FilterToken Next => tokens[_at];

        public void End()
        {
            if (Next.Kind != FilterTokenKind.End) throw Unexpected("'and', 'or' or the end");
        }

        public Filter Alternatives(int depth) => Joined(depth, "or", () => Joined(depth, "and", () => Negation(depth), parts => new Filter.And(parts)), parts => new Filter.Or(parts));

        private static Filter Single(List<Filter> parts, Func<List<Filter>, Filter> join) => parts is [var only] ? only : join(parts);

        private Filter Joined(int depth, string keyword, Func<Filter> part, Func<List<Filter>, Filter> join)
        {
            if (depth > FilterErrors.MaxDepth) throw FilterErrors.TooDeep(Next.Position);
            var parts = new List<Filter> { part() };
            while (TakeKeyword(keyword)) parts.Add(part());
            return Single(parts, join);
        }

        private Filter Negation(int depth)
        {
            var levels = 0;
            while (IsKeyword("not") && !IsOperand(_at + 1))
            {
                if (depth + ++levels > FilterErrors.MaxDepth) throw FilterErrors.TooDeep(Next.Position);
                _at++;
            }

            var filter = Primary(depth + levels);
            for (; levels > 0; levels--) filter = new Filter.Not(filter);
            return filter;
        }

        private Filter Primary(int depth)
        {
            if (TakeMark("("))
            {
                var inner = Alternatives(depth + 1);
                RequireMark(")", "'and', 'or' or ')'");
                return inner;
            }

            if (IsKeyword("exists") && tokens[_at + 1] is { Kind: FilterTokenKind.Mark, Text: "(" })
            {
                _at += 2;
                var named = Field();
                RequireMark(")", "')'");
                return new Filter.Exists(named);
            }

            var field = Field();
            if (IsKeyword("not") && IsKeyword("in", _at + 1))
            {
                _at += 2;
                return new Filter.Not(new Filter.In(field, Values()));
            }

            if (TakeKeyword("in")) return new Filter.In(field, Values());
            if (Next.Kind != FilterTokenKind.Operator) throw Unexpected("an operator (= != < <= > >= ~ in)");
            var comparison = ComparisonOf(tokens[_at++].Text);
            return new Filter.Compare(field, comparison, Value());
        }

        private static Comparison ComparisonOf(string sign) => sign switch
        {
            "!=" => Comparison.Ne,
            "<" => Comparison.Lt,
            "<=" => Comparison.Lte,
            ">" => Comparison.Gt,
            ">=" => Comparison.Gte,
            "~" => Comparison.Contains,
            _ => Comparison.Eq,
        };

        private List<FilterValue> Values()
        {
            RequireMark("(", "'('");
            var values = new List<FilterValue> { Value() };
            while (TakeMark(",")) values.Add(Value());
            RequireMark(")", "',' or ')'");
            return values;
        }

        private string Field()
        {
            var isKeyword = (IsKeyword("and") || IsKeyword("or") || IsKeyword("not") || IsKeyword("in")) && !IsOperand(_at + 1);
            if (Next.Kind is not (FilterTokenKind.Word or FilterTokenKind.Quoted) || isKeyword || Next.Text.Length == 0) throw Unexpected("a field, 'not', 'exists(' or '('");
            return tokens[_at++].Text;
        }

        private FilterValue Value() =>
            Next.Kind is FilterTokenKind.Word or FilterTokenKind.Quoted ? FilterValue.Of(tokens[_at++].Text) : throw Unexpected("a value");

        // A field may be called like a keyword: it is one where an operator follows ("not = 1").
        private bool IsOperand(int at) => tokens[Math.Min(at, tokens.Count - 1)].Kind == FilterTokenKind.Operator;

        private bool IsKeyword(string keyword) => IsKeyword(keyword, _at);

        private bool IsKeyword(string keyword, int at) => tokens[Math.Min(at, tokens.Count - 1)] is { Kind: FilterTokenKind.Word } token && string.Equals(token.Text, keyword, StringComparison.OrdinalIgnoreCase);

        private bool TakeKeyword(string keyword)
        {
            if (!IsKeyword(keyword)) return false;
            _at++;
            return true;
        }

        private bool TakeMark(string mark)
        {
            if (Next.Kind != FilterTokenKind.Mark || !string.Equals(Next.Text, mark, StringComparison.Ordinal)) return false;
            _at++;
            return true;
        }

        private void RequireMark(string mark, string expected)
        {
            if (!TakeMark(mark)) throw Unexpected(expected);
        }

        private LongRagException Unexpected(string expected) => FilterErrors.Expected(expected, Next.ToString(), Next.Position);
    }
}
