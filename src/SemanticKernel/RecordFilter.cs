using System.Collections;
using System.Linq.Expressions;
using System.Reflection;

namespace LongRag.SemanticKernel;

/// <summary>
/// A condition on a <see cref="LongRagRecord"/>, written in C#, as LongRag's filter: <c>== != &lt; &lt;= &gt; &gt;= &amp;&amp; || !</c> over <c>Title</c>, <c>Source</c>, <c>DocumentId</c> and <c>Metadata["name"]</c>,
/// <c>Contains</c> of text (whatever the case), of <c>Tags</c> and of lists of values, <c>Metadata.ContainsKey</c>. What else there may be is refused and named.
/// </summary>
internal static class RecordFilter
{
    public static Filter Read(Expression<Func<LongRagRecord, bool>> condition) => Condition(condition.Body);

    private static Filter Condition(Expression expression) => expression switch
    {
        BinaryExpression { NodeType: ExpressionType.AndAlso } and => new Filter.And([Condition(and.Left), Condition(and.Right)]),
        BinaryExpression { NodeType: ExpressionType.OrElse } or => new Filter.Or([Condition(or.Left), Condition(or.Right)]),
        UnaryExpression { NodeType: ExpressionType.Not } not => new Filter.Not(Condition(not.Operand)),
        BinaryExpression binary when Operator(binary.NodeType) is { } comparison => Compared(binary, comparison),
        MethodCallExpression { Method.Name: "Contains" } call => Contained(call),
        MethodCallExpression { Method.Name: "ContainsKey", Object: MemberExpression { Member.Name: nameof(LongRagRecord.Metadata) } named } call when IsRecord(named.Expression) =>
            new Filter.Exists((string)ValueOf(call.Arguments[0])!),
        UnaryExpression { NodeType: ExpressionType.Convert } flag when Field(flag) is { } field => new Filter.Compare(field, Comparison.Eq, FilterValue.Of("true")),
        _ => throw Untranslated(expression),
    };

    private static Filter Compared(BinaryExpression binary, Comparison comparison)
    {
        var (field, other) = Field(binary.Left) is { } left ? (left, binary.Right) : (Field(binary.Right) ?? throw Untranslated(binary), binary.Left);
        if (Field(binary.Left) is null) comparison = Turned(comparison);
        return (comparison, ValueOf(other)) switch
        {
            (Comparison.Eq, null) => new Filter.Exists(field, Present: false),
            (Comparison.Ne, null) => new Filter.Exists(field),
            var (_, value) => new Filter.Compare(field, comparison, FilterValues.Of(value)),
        };
    }

    /// <summary><c>r.Title.Contains("x")</c>, <c>r.Tags.Contains("x")</c>, <c>names.Contains(r.Source)</c>; the compiler may turn a list into a span for the latter two.</summary>
    private static Filter Contained(MethodCallExpression call)
    {
        Expression[] parts = call.Object is null ? [.. call.Arguments] : [call.Object, .. call.Arguments];
        if (parts.Length > 2 && !parts.Skip(2).All(IsNoMatter)) throw Untranslated(call);
        var (whole, part) = (Unwrapped(parts[0]), parts[1]);
        if (IsTags(whole)) return new Filter.Compare("tags", Comparison.Eq, FilterValues.Of(ValueOf(part)));
        if (Field(whole) is { } field && call.Object is not null) return new Filter.Compare(field, Comparison.Contains, FilterValues.Of(ValueOf(part)));
        if (Field(part) is { } listed && ValueOf(whole) is IEnumerable values and not string) return new Filter.In(listed, [.. values.Cast<object?>().Select(FilterValues.Of)]);
        throw Untranslated(call);
    }

    /// <summary>The field that an expression names; null where it names none.</summary>
    private static string? Field(Expression expression) => Unwrapped(expression) switch
    {
        MemberExpression { Member.Name: nameof(LongRagRecord.Title) } member when IsRecord(member.Expression) => "title",
        MemberExpression { Member.Name: nameof(LongRagRecord.Source) } member when IsRecord(member.Expression) => "source",
        MemberExpression { Member.Name: nameof(LongRagRecord.DocumentId) } member when IsRecord(member.Expression) => "id",
        MethodCallExpression { Method.Name: "get_Item", Object: MemberExpression { Member.Name: nameof(LongRagRecord.Metadata) } named } item when IsRecord(named.Expression) => (string)ValueOf(item.Arguments[0])!,
        _ => null,
    };

    private static bool IsTags(Expression expression) => expression is MemberExpression { Member.Name: nameof(LongRagRecord.Tags) } member && IsRecord(member.Expression);

    private static bool IsRecord(Expression? expression) => expression is ParameterExpression parameter && parameter.Type == typeof(LongRagRecord);

    /// <summary>A comparer that is none, and the way in which LongRag compares anyway.</summary>
    private static bool IsNoMatter(Expression expression) => expression is ConstantExpression { Value: null or StringComparison.OrdinalIgnoreCase or StringComparison.InvariantCultureIgnoreCase or StringComparison.CurrentCultureIgnoreCase } or DefaultExpression;

    private static Expression Unwrapped(Expression expression) => expression switch
    {
        UnaryExpression { NodeType: ExpressionType.Convert or ExpressionType.ConvertChecked or ExpressionType.TypeAs } cast => Unwrapped(cast.Operand),
        MethodCallExpression { Method: { IsSpecialName: true, Name: "op_Implicit" } } cast => Unwrapped(cast.Arguments[0]),
        _ => expression,
    };

    /// <summary>What an expression without the record in it stands for.</summary>
    private static object? ValueOf(Expression expression)
    {
        expression = Unwrapped(expression);
        if (expression is ConstantExpression constant) return constant.Value;
        if (expression is MemberExpression { Member: FieldInfo variable, Expression: ConstantExpression closure }) return variable.GetValue(closure.Value);
        if (new RecordFinder().IsIn(expression)) throw Untranslated(expression);
        return Expression.Lambda<Func<object?>>(Expression.Convert(expression, typeof(object))).Compile(preferInterpretation: true)();
    }

    private static Comparison? Operator(ExpressionType type) => type switch
    {
        ExpressionType.Equal => Comparison.Eq,
        ExpressionType.NotEqual => Comparison.Ne,
        ExpressionType.GreaterThan => Comparison.Gt,
        ExpressionType.GreaterThanOrEqual => Comparison.Gte,
        ExpressionType.LessThan => Comparison.Lt,
        ExpressionType.LessThanOrEqual => Comparison.Lte,
        _ => null,
    };

    private static Comparison Turned(Comparison comparison) => comparison switch
    {
        Comparison.Gt => Comparison.Lt,
        Comparison.Gte => Comparison.Lte,
        Comparison.Lt => Comparison.Gt,
        Comparison.Lte => Comparison.Gte,
        _ => comparison,
    };

    private static LongRagException Untranslated(Expression expression) => new("bad_filter", $"Bad filter: '{expression}' has no translation.");

    private sealed class RecordFinder : ExpressionVisitor
    {
        private bool _found;

        public bool IsIn(Expression expression)
        {
            Visit(expression);
            return _found;
        }

        protected override Expression VisitParameter(ParameterExpression node)
        {
            _found = true;
            return node;
        }
    }
}
