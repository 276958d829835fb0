using LongRag.Retrievers.Instructions;
using Xunit;

namespace LongRag.Retrievers.Tests.Instructions;

public sealed class InstructionReaderTests
{
    [Theory]
    [InlineData("Stories about Canada are not relevant.")]
    [InlineData("Stories that concern Canada are irrelevant.")]
    [InlineData("Documents on Canada would not be considered relevant.")]
    [InlineData("Articles dealing with Canada should be excluded.")]
    [InlineData("NOT relevant are reports about Canada.")]
    [InlineData("Exclude anything about Canada.")]
    [InlineData("Please do not return stories about Canada.")]
    [InlineData("I do not want reports on Canada.")]
    [InlineData("I'm not interested in Canada.")]
    [InlineData("not about Canada")]
    [InlineData("Nothing about Canada, please.")]
    [InlineData("No stories concerning Canada.")]
    [InlineData("Documents must not mention Canada.")]
    [InlineData("A document should never be about Canada.")]
    [InlineData("Canada must not be mentioned.")]
    [InlineData("Anything that touches on Canada is of no interest.")]
    [InlineData("Reports about Canada do not count.")]
    [InlineData("Any story but not Canada")]
    [InlineData("All stories except those about Canada are relevant.")]
    [InlineData("All stories are relevant, excluding those that discuss Canada.")]
    [InlineData("Leave out whatever concerns Canada.")]
    [InlineData("No article on Canada is relevant.")]
    [InlineData("Irrelevant documents are those on Canada.")]
    [InlineData("A non-relevant document would discuss Canada.")]
    [InlineData("Not relevant: Canada")]
    [InlineData("Everything is of interest with the exception of Canada.")]
    [InlineData("Documents don't have to be long; ignore Canada.")]
    public void An_exclusion_is_found_however_it_is_said(string instruction)
    {
        var parts = InstructionReader.Read(instruction);
        Assert.Equal([("Canada", InstructionRule.NotRelevant)], parts.Excluded.Select(part => (part.Text, part.Rule)));
        Assert.DoesNotContain(parts.Wanted, part => part.Text.Contains("Canada", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Only stories that concern Canada are relevant; all other stories are not relevant.")]
    [InlineData("only if it mentions Canada")]
    [InlineData("Only Canada.")]
    [InlineData("A document must mention Canada to be relevant.")]
    [InlineData("To be relevant, a report has to discuss Canada.")]
    [InlineData("A story counts only if it is about Canada.")]
    [InlineData("Documents are relevant only when they concern Canada.")]
    [InlineData("Show only articles dealing with Canada.")]
    [InlineData("Must mention Canada. Everything else is irrelevant.")]
    [InlineData("The search is limited to Canada.")]
    [InlineData("Anything other than Canada is not relevant.")]
    [InlineData("Documents that do not mention Canada are not relevant.")]
    [InlineData("Stories without any mention of Canada are irrelevant.")]
    [InlineData("Items are relevant as long as they concern Canada.")]
    [InlineData("A story is relevant if it discusses Canada.")]
    [InlineData("I only want stories about Canada.")]
    [InlineData("Canada must be mentioned.")]
    [InlineData("Relevant information is limited to Canada.")]
    public void A_condition_is_found_however_it_is_said(string instruction)
    {
        var parts = InstructionReader.Read(instruction);
        Assert.Equal([("Canada", InstructionRule.Required)], parts.Wanted.Select(part => (part.Text, part.Rule)));
        Assert.Empty(parts.Excluded);
    }

    [Theory]
    [InlineData("Documents about Canada are not irrelevant.")]
    [InlineData("Stories about Canada should not be excluded.")]
    [InlineData("Do not exclude stories about Canada.")]
    [InlineData("Also relevant are reports on Canada.")]
    [InlineData("Of interest would be Canada.")]
    [InlineData("A document may discuss Canada.")]
    [InlineData("A document need not mention Canada.")]
    [InlineData("Canada is relevant whether or not a price is named.")]
    [InlineData("Any mention of Canada is relevant, even if no price is given.")]
    [InlineData("I am looking for articles about Canada.")]
    public void What_is_said_to_be_relevant_is_wanted(string instruction)
    {
        var parts = InstructionReader.Read(instruction);
        Assert.Equal([("Canada", InstructionRule.Relevant)], parts.Wanted.Select(part => (part.Text, part.Rule)));
        Assert.Empty(parts.Excluded);
    }

    [Theory]
    [InlineData("Stories about steel are not relevant unless they name a union.", "Exception: union", "NotRelevant: steel")]
    [InlineData("Stories about steel without figures are not relevant.", "Required: figures", "NotEnough: steel")]
    [InlineData("Documents that merely mention steel are not relevant.", "", "NotEnough: steel")]
    [InlineData("Steel alone is not sufficient.", "", "NotEnough: Steel")]
    [InlineData("Reports on steel are relevant, but not reports on iron.", "Relevant: steel", "NotRelevant: iron")]
    [InlineData("Reports on steel are relevant, while reports on iron are not.", "Relevant: steel", "NotRelevant: iron")]
    [InlineData("Although iron is relevant, steel is not relevant.", "Relevant: iron", "NotRelevant: steel")]
    [InlineData("Steel, not iron, is relevant.", "Relevant: Steel", "NotRelevant: iron")]
    [InlineData("Reports on wheat, corn or barley are not relevant.", "", "NotRelevant: wheat | NotRelevant: corn | NotRelevant: barley")]
    [InlineData("Neither wheat nor corn is relevant.", "", "NotRelevant: wheat | NotRelevant: corn")]
    [InlineData("Not relevant are:\n- strikes in France\n- wages in Spain", "", "NotRelevant: strikes in France | NotRelevant: wages in Spain")]
    [InlineData("Exclude strikes in France; wages in Spain.", "", "NotRelevant: strikes in France | NotRelevant: wages in Spain")]
    [InlineData("Reports of strikes are not relevant, nor are reports of wages.", "", "NotRelevant: strikes | NotRelevant: wages")]
    [InlineData("Relevant documents discuss not only strikes but also wages.", "Relevant: strikes but also wages", "")]
    [InlineData("It should not be about strikes and not be about wages.", "", "NotRelevant: strikes | NotRelevant: wages")]
    [InlineData("Exclude the US.", "", "NotRelevant: US")]
    [InlineData("The strike ended in May.", "Described: strike ended in May", "")]
    public void A_cue_reaches_as_far_as_its_clause(string instruction, string wanted, string excluded)
    {
        var parts = InstructionReader.Read(instruction);
        Assert.Equal((wanted, excluded), (Shown(parts.Wanted), Shown(parts.Excluded)));
    }

    [Theory]
    [InlineData("Relevant are laws of countries that do not allow women to vote.")]
    [InlineData("Relevant documents name companies operating without a licence.")]
    [InlineData("The paper describes why prices no longer rise.")]
    [InlineData("Relevant are countries in which there is no parliament.")]
    public void A_negation_inside_a_topic_excludes_nothing(string instruction) => Assert.Empty(InstructionReader.Read(instruction).Excluded);

    [Theory]
    [InlineData("", "empty_instruction")]
    [InlineData(" \r\n\t ", "empty_instruction")]
    [InlineData("Documents.", "no_topic")]
    [InlineData("...!?", "no_topic")]
    [InlineData("Not about Canada. No wheat.", "only_exclusions")]
    [InlineData("Only stories about Canada are relevant. Stories about Canada are not relevant.", "contradictory_instruction")]
    [InlineData("Only Canada is relevant; all other stories are not relevant.", "complement")]
    public void What_is_odd_about_an_instruction_has_a_code(string instruction, string code) => Assert.Equal([code], InstructionReader.Read(instruction).Notes.Select(note => note.Code));

    [Fact]
    public void A_long_instruction_is_read_up_to_a_bound_and_says_so()
    {
        var instruction = "Stories about Canada are not relevant. " + string.Concat(Enumerable.Repeat("neither not unless, but only if ( ", 30_000));
        Assert.True(instruction.Length > 1_000_000);
        var parts = InstructionReader.Read(instruction);
        Assert.Equal(InstructionNote.Cut, parts.Notes[0].Code);
        Assert.Equal("Canada", parts.Excluded[0].Text);
    }

    [Fact]
    public void A_part_that_is_said_again_is_one()
    {
        var parts = InstructionReader.Read(string.Concat(Enumerable.Repeat("Stories about Canada are relevant. Wheat is not relevant. ", 340)));
        Assert.Equal("Relevant: Canada | NotRelevant: Wheat", $"{Shown(parts.Wanted)} | {Shown(parts.Excluded)}");
        Assert.Empty(parts.Notes);
    }

    [Fact]
    public void Of_many_parts_the_first_count_and_the_rest_is_told()
    {
        var parts = InstructionReader.Read(string.Concat(Enumerable.Range(0, 900).Select(i => $"Stories about town{i} are relevant. ")));
        Assert.Equal(64, parts.Wanted.Count);
        Assert.Equal("town63", parts.Wanted[^1].Text);
        Assert.Equal((InstructionNote.Cut, "The instruction has 900 parts; only the first 64 count."), (parts.Notes.Single().Code, parts.Notes.Single().Message));
    }

    private static string Shown(IReadOnlyList<InstructionPart> parts) => string.Join(" | ", parts.Select(part => $"{part.Rule}: {part.Text}"));
}
