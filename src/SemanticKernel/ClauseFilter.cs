using Microsoft.Extensions.VectorData;
using Microsoft.SemanticKernel.Data;

namespace LongRag.SemanticKernel;

/// <summary>Semantic Kernel's old filter, a list of clauses that must all hold, as LongRag's.</summary>
// It is obsolete there; whoever still has one should not lose it without a word.
#pragma warning disable CS0618
internal static class ClauseFilter
{
    public static Filter Read(TextSearchFilter filter) => new Filter.And([.. filter.FilterClauses.Select(Read)]);

    internal static Filter Read(FilterClause clause) => clause switch
    {
        EqualToFilterClause equal => new Filter.Compare(equal.FieldName, Comparison.Eq, FilterValues.Of(equal.Value)),
        AnyTagEqualToFilterClause any => new Filter.Compare(any.FieldName, Comparison.Eq, FilterValue.Of(any.Value)),
        _ => throw new LongRagException("bad_filter", $"Bad filter: {clause.GetType().Name} has no translation; EqualToFilterClause and AnyTagEqualToFilterClause have."),
    };
}
#pragma warning restore CS0618
