using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;

namespace LongRag.Retrievers.Lexical;

/// <summary>
/// The passages of one segment whose document satisfies a filter, as a set of bits. It asks the segment's terms and decides with <see cref="FilterValue.Satisfies"/>, so that it means
/// exactly what <see cref="Filter.Matches"/> means. Equality costs one look-up, a range of numbers the numbers in it, any other comparison a walk over the field's different values.
/// </summary>
internal sealed class FilterBits(AtomicReader segment)
{
    private readonly Terms? _terms = segment.GetTerms(LexicalFields.Filter);
    private DocsEnum? _docs;

    public FixedBitSet Of(Filter filter)
    {
        switch (filter)
        {
            case Filter.And and:
                var all = Everything();
                foreach (var part in and.Parts) all.And(Of(part));
                return all;
            case Filter.Or or:
                var any = new FixedBitSet(segment.MaxDoc);
                foreach (var part in or.Parts) any.Or(Of(part));
                return any;
            case Filter.Not not:
                return Inverted(Of(not.Part));
            case Filter.Compare { Comparison: Comparison.Ne } compare:
                return Inverted(Equal(compare.Field, [compare.Value]));
            case Filter.Compare { Comparison: Comparison.Eq } compare:
                return Equal(compare.Field, [compare.Value]);
            case Filter.Compare compare:
                return Compared(compare);
            case Filter.In within:
                return Equal(within.Field, within.Values);
            case Filter.Exists exists:
                var present = Of(FilterTerms.PresenceOf(exists.Field));
                return exists.Present ? present : Inverted(present);
            default:
                throw new NotSupportedException($"{filter.GetType().Name} is no filter known here.");
        }
    }

    private FixedBitSet Everything() => Inverted(new FixedBitSet(segment.MaxDoc));

    private FixedBitSet Inverted(FixedBitSet bits)
    {
        if (segment.MaxDoc > 0) bits.Flip(0, segment.MaxDoc);
        return bits;
    }

    private FixedBitSet Of(string term)
    {
        var bits = new FixedBitSet(segment.MaxDoc);
        if (_terms?.GetEnumerator() is { } walk && walk.SeekExact(new BytesRef(term))) Add(walk, bits);
        return bits;
    }

    private FixedBitSet Equal(string field, IReadOnlyList<FilterValue> values)
    {
        var bits = new FixedBitSet(segment.MaxDoc);
        foreach (var value in values)
            bits.Or(Of(value.Number is { } number ? FilterTerms.NumbersOf(field) + FilterTerms.Sortable(number) : FilterTerms.TextsOf(field) + value.Text));
        AddLong(field, text => values.Any(v => text.Satisfies(Comparison.Eq, v)), bits);
        return bits;
    }

    private FixedBitSet Compared(Filter.Compare compare)
    {
        var bits = new FixedBitSet(segment.MaxDoc);
        if (compare.Comparison != Comparison.Contains && compare.Value.Number is { } number)
        {
            AddNumbers(compare.Field, compare.Comparison, number, bits);
            AddLong(compare.Field, text => text.Satisfies(compare.Comparison, compare.Value), bits);
            return bits;
        }

        Walk(FilterTerms.TextsOf(compare.Field), "", value => FilterValue.Of(value).Satisfies(compare.Comparison, compare.Value) ? Step.Take : Step.Skip, bits);
        AddLong(compare.Field, text => text.Satisfies(compare.Comparison, compare.Value), bits);
        return bits;
    }

    private void AddNumbers(string field, Comparison comparison, double bound, FixedBitSet bits)
    {
        var limit = FilterTerms.Sortable(bound);
        var isBelow = comparison is Comparison.Lt or Comparison.Lte;
        var takesBound = comparison is Comparison.Lte or Comparison.Gte;
        Walk(FilterTerms.NumbersOf(field), isBelow ? "" : limit, value => string.CompareOrdinal(value, limit) switch
        {
            0 => takesBound ? Step.Take : Step.Skip,
            > 0 => isBelow ? Step.Stop : Step.Take,
            _ => Step.Take,
        }, bits);
    }

    private enum Step
    {
        Take,
        Skip,
        Stop,
    }

    // Over the terms that begin with `start`, from `start + from` on; `decide` sees what follows `start`.
    private void Walk(string start, string from, Func<string, Step> decide, FixedBitSet bits)
    {
        if (_terms?.GetEnumerator() is not { } walk) return;
        var prefix = new BytesRef(start);
        if (walk.SeekCeil(new BytesRef(start + from)) == TermsEnum.SeekStatus.END) return;
        do
        {
            if (!StringHelper.StartsWith(walk.Term, prefix)) return;
            var value = System.Text.Encoding.UTF8.GetString(walk.Term.Bytes, walk.Term.Offset + prefix.Length, walk.Term.Length - prefix.Length);
            var step = decide(value);
            if (step == Step.Stop) return;
            if (step == Step.Take) Add(walk, bits);
        }
        while (walk.MoveNext());
    }

    // Values too long for a term are rare: read them.
    private void AddLong(string field, Func<FilterValue, bool> holds, FixedBitSet bits)
    {
        var candidates = Of(FilterTerms.LongOf(field));
        var name = $"{field.Length}:{field}";
        HashSet<string> wanted = [LexicalFields.LongValue];
        for (var doc = candidates.NextSetBit(0); doc >= 0; doc = doc + 1 < segment.MaxDoc ? candidates.NextSetBit(doc + 1) : -1)
        {
            var values = segment.Document(doc, wanted).Fields.Select(f => f.GetStringValue(System.Globalization.CultureInfo.InvariantCulture));
            if (values.Any(v => v.StartsWith(name, StringComparison.Ordinal) && holds(FilterValue.Of(v[name.Length..])))) bits.Set(doc);
        }
    }

    // One iterator for all terms: a new one opens the postings file again, which a walk over thousands of values would pay each time.
    private void Add(TermsEnum term, FixedBitSet bits)
    {
        var docs = _docs = term.Docs(liveDocs: null, _docs, DocsFlags.NONE);
        while (docs.NextDoc() is var doc && doc != DocIdSetIterator.NO_MORE_DOCS) bits.Set(doc);
    }
}

/// <summary>A filter as Lucene asks for it, segment by segment.</summary>
internal sealed class MetadataFilter(Filter filter) : Lucene.Net.Search.Filter
{
    public override DocIdSet GetDocIdSet(AtomicReaderContext context, IBits acceptDocs) => BitsFilteredDocIdSet.Wrap(new FilterBits(context.AtomicReader).Of(filter), acceptDocs);
}
