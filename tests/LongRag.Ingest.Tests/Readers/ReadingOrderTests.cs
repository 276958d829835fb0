using CsCheck;
using Xunit;

namespace LongRag.Ingest.Tests.Readers;

public sealed class ReadingOrderTests
{
    private static readonly Gen<PptxShape> Shapes = Gen.Select(Gen.Int[-100, 1000], Gen.Int[-100, 1000], Gen.Int[0, 500], Gen.Int[0, 500], Gen.Bool, (left, top, width, height, isTitle) =>
    {
        var shape = new PptxShape { Placeholder = isTitle ? "title" : null };
        shape.Place(left, top, width, height);
        return shape;
    });

    [Fact]
    public void Each_shape_has_one_place_and_titles_are_first() => Shapes.List[0, 60].Sample(shapes =>
    {
        var ordered = ReadingOrder.Of(shapes);
        Assert.Equal(shapes.Count, ordered.Count);
        Assert.Equal(shapes.Count, ordered.Distinct(ReferenceEqualityComparer.Instance).Count());
        Assert.Equal(shapes.Where(shape => shape.IsTitle), ordered.TakeWhile(shape => shape.IsTitle));
    });

    [Fact]
    public void A_grid_is_read_row_by_row_whatever_its_order() => Gen.Shuffle(Enumerable.Range(0, 12).ToArray()).Sample(order =>
    {
        // Three rows of four, the rows further apart than the columns.
        var shapes = order.Select(cell =>
        {
            var shape = new PptxShape { PlaceholderIndex = cell };
            shape.Place(cell % 4 * 100, cell / 4 * 100, 90, 80);
            return shape;
        });
        Assert.Equal(Enumerable.Range(0, 12), ReadingOrder.Of([.. shapes]).Select(shape => shape.PlaceholderIndex!.Value));
    });

    [Fact]
    public void Places_beyond_any_slide_do_not_overflow()
    {
        var far = new PptxShape();
        far.Place(long.MaxValue, long.MinValue, long.MaxValue, long.MaxValue);
        var near = new PptxShape();
        near.Place(0, 0, 1, 1);
        Assert.Equal([near, far], ReadingOrder.Of([near, far]));
    }
}
