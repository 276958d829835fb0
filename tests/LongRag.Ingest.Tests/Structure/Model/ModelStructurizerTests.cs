using LongRag.TestKit;
using Xunit;

namespace LongRag.Ingest.Tests.Structure.Model;

public sealed class ModelStructurizerTests
{
    private static readonly ModelStructureOptions Options = new() { Model = "scripted", ContextTokens = 8192, LongerThan = 100 };

    [Fact]
    public async Task Text_without_headings_is_divided_by_the_model()
    {
        var entry = Stored.Entry(Stored.Prose(3, 4));
        using var chat = ScriptedChat.Dividing(4);
        var structured = await StructurizeAsync(chat, entry);
        Assert.Equal(["1 Model Point 1", "1 Model Point 5", "1 Model Point 9"], Stored.Outline(structured.Entry.Document));
        Assert.Equal([SliceOutcome.Accepted], structured.Slices);
        Assert.Equal((1, 100, 10), (structured.Calls, structured.TokensIn, structured.TokensOut));
        Assert.Equal("The ferry number 2 crosses", structured.Entry.Document.Text.AsSpan(structured.Entry.Document.Sections[2].Span.Start, 26));
        Assert.StartsWith("hash-Title;structure=scripted-", structured.Entry.Document.ContentHash, StringComparison.Ordinal);
        Assert.Equal("~ Point 1", structured.Entry.Passages[0].SectionPath[0]);
    }

    [Fact]
    public async Task Headings_of_the_author_stay_and_only_long_text_below_them_is_divided()
    {
        var entry = Stored.Entry("# A\n\nShort.\n\n# B\n\n" + Stored.Prose(2, 4) + "\n\n## C\n\n" + Stored.Prose(1, 1));
        using var chat = ScriptedChat.Dividing(4);
        var structured = await StructurizeAsync(chat, entry);
        Assert.Equal(["1 Authored A", "1 Authored B", "2 Model Point 1", "2 Model Point 5", "2 Authored C"], Stored.Outline(structured.Entry.Document));
        Assert.Single(chat.Asked);
        // What is not divided anew keeps its passages, with their ids.
        Assert.Equal(entry.Passages.Where(p => p.SectionPath[^1] is "A" or "C").Select(p => p.Id), structured.Entry.Passages.Where(p => p.SectionPath[^1] is "A" or "C").Select(p => p.Id));
    }

    [Fact]
    public async Task Finer_points_become_subsections_and_those_out_of_place_are_left_out()
    {
        const string Yaml = """
            ```yaml
            Scope: S
            Aspects:
            - AspectName: A
              SentenceRange: [1, 12]
              SubAspects:
              - AspectName: late
                SentenceRange: [3, 6]
              - AspectName: overlapping
                SentenceRange: [2, 5]
              - AspectName: last
                SentenceRange: [8, 10]
                SubAspects:
                - AspectName: deep
                  SentenceRange: [9, 10]
            ```
            """;
        using var chat = new ScriptedChat((_, _) => Yaml);
        var structured = await StructurizeAsync(chat, Stored.Entry(Stored.Prose(3, 4)));
        Assert.Equal(["1 Model A", "2 Model late", "2 Model last", "3 Model deep"], Stored.Outline(structured.Entry.Document));
    }

    [Fact]
    public async Task The_model_is_asked_three_times_and_then_nothing_changes()
    {
        var entry = Stored.Entry(Stored.Prose(3, 4));
        using var chat = new ScriptedChat((_, _) => "Sure! The passage is about ferries.");
        var structured = await StructurizeAsync(chat, entry);
        Assert.Equal([(0.2f, 1), (0.2f, 2), (0f, 3)], chat.Asked.Select(a => (a.Temperature, a.Seed)));
        Assert.Equal((false, 3), (structured.IsChanged, structured.Calls));
        Assert.Equal([SliceOutcome.FellBack], structured.Slices);
        Assert.Same(entry.Document, structured.Entry.Document);
        Assert.Same(entry.Passages, structured.Entry.Passages);
    }

    [Fact]
    public async Task An_answer_without_end_is_a_failed_try()
    {
        using var endless = new ScriptedChat((prompt, call) => call < 3 ? throw new LongRagException("answer_too_long", "More than enough.") : ScriptedChat.Division(ScriptedChat.CountOf(prompt), 4));
        Assert.Equal([SliceOutcome.Retried], (await StructurizeAsync(endless, Stored.Entry(Stored.Prose(3, 4)))).Slices);
    }

    [Theory]
    [InlineData("context_exceeded", 0, 0)]
    [InlineData("bad_model_answer", 100, 0)]
    [InlineData("answer_too_long", 100, 2048)]
    public async Task A_slice_that_the_model_fails_over_is_divided_without_it_and_the_reason_is_kept(string code, int leastIn, int written)
    {
        using var folder = new TemporaryFolder();
        using var chat = new ScriptedChat((prompt, _) => prompt.Contains("number 3 ", StringComparison.Ordinal) ? throw new LongRagException(code, "Not this one.") : ScriptedChat.Division(ScriptedChat.CountOf(prompt), 4));
        using (var answers = StructureAnswers.Open(folder.Path, "m"))
        {
            var structured = await StructurizeAsync(chat, Stored.Entry(Stored.Prose(6, 4)), Options with { SliceTokens = 260 }, answers);
            Assert.Equal([SliceOutcome.Accepted, SliceOutcome.FellBack, SliceOutcome.Accepted], structured.Slices);
            Assert.Equal((5, 20 + 3 * written), (structured.Calls, structured.TokensOut));
            Assert.InRange(structured.TokensIn, 200 + 3 * leastIn, leastIn == 0 ? 200 : 5000);
            Assert.Equal(1, structured.Entry.Document.Sections.Count(s => s.Origin == SectionOrigin.Induced));
        }

        Assert.Contains($"\"errors\":[\"{code}\",\"{code}\",\"{code}\"]", await File.ReadAllTextAsync(Directory.GetFiles(folder.Path).Single(), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model_unreachable")]
    [InlineData("model_refused")]
    [InlineData("model_busy")]
    [InlineData("model_timeout")]
    public async Task A_model_that_is_not_there_is_an_error_and_is_not_asked_again(string code)
    {
        using var away = new ScriptedChat((_, _) => throw new LongRagException(code, "No."));
        Assert.Equal(code, (await Assert.ThrowsAsync<LongRagException>(() => StructurizeAsync(away, Stored.Entry(Stored.Prose(3, 4))))).Code);
        Assert.Single(away.Asked);
    }

    [Fact]
    public async Task A_second_try_counts_as_retried_and_a_widened_range_as_repaired()
    {
        using var chat = new ScriptedChat((prompt, call) => call == 1 ? "no" : ScriptedChat.Division(ScriptedChat.CountOf(prompt), 4));
        Assert.Equal([SliceOutcome.Retried], (await StructurizeAsync(chat, Stored.Entry(Stored.Prose(3, 4)))).Slices);
        using var widened = new ScriptedChat((_, _) => "```yaml\nScope: S\nAspects:\n- AspectName: Conclusions\n  SentenceRange: [1, 4]\n```");
        Assert.Equal([SliceOutcome.Repaired], (await StructurizeAsync(widened, Stored.Entry(Stored.Prose(3, 4)))).Slices);
    }

    [Theory]
    [InlineData(SliceMerge.Concat, "1 Model Point 1,1 Model Point 5,1 Model Point 1,1 Model Point 5")]
    [InlineData(SliceMerge.Auto, "1 Model Point 1,1 Model Point 5,1 Model Point 1,1 Model Point 5")]
    [InlineData(SliceMerge.Upgrade, "1 Model All of it,2 Model Point 1,2 Model Point 5,1 Model All of it,2 Model Point 1,2 Model Point 5")]
    public async Task Slices_are_joined_one_after_another_or_below_their_scopes(SliceMerge merge, string outline)
    {
        using var chat = ScriptedChat.Dividing(4);
        var structured = await StructurizeAsync(chat, Stored.Entry(Stored.Prose(4, 4)), Options with { SliceTokens = 260, Merge = merge });
        Assert.Equal(outline, string.Join(',', Stored.Outline(structured.Entry.Document)));
        Assert.Equal([8, 8], chat.Asked.Select(a => ScriptedChat.CountOf(a.Prompt)));
    }

    [Fact]
    public async Task Many_points_get_a_level_above_them()
    {
        using var chat = ScriptedChat.Dividing(2);
        var structured = await StructurizeAsync(chat, Stored.Entry(Stored.Prose(10, 4)), Options with { SliceTokens = 260 });
        Assert.Equal(5, structured.Entry.Document.Sections.Count(s => s.Level == 1));
        Assert.Equal(20, structured.Entry.Document.Sections.Count(s => s.Level == 2));
    }

    [Fact]
    public async Task A_slice_that_fails_is_induced_between_slices_of_the_model()
    {
        using var chat = new ScriptedChat((prompt, _) => prompt.Contains("number 3 ", StringComparison.Ordinal) ? "```yaml\nScope: [" : ScriptedChat.Division(ScriptedChat.CountOf(prompt), 4));
        var structured = await StructurizeAsync(chat, Stored.Entry(Stored.Prose(6, 4)), Options with { SliceTokens = 260 });
        Assert.Equal([SliceOutcome.Accepted, SliceOutcome.FellBack, SliceOutcome.Accepted], structured.Slices);
        Assert.Equal([SliceOrigin("Model"), SliceOrigin("Model"), SliceOrigin("Induced"), SliceOrigin("Model"), SliceOrigin("Model")], structured.Entry.Document.Sections.Skip(1).Select(s => s.Origin));

        static SectionOrigin SliceOrigin(string name) => Enum.Parse<SectionOrigin>(name);
    }

    [Fact]
    public async Task Hostile_answers_always_leave_a_sound_tree_and_every_character()
    {
        var random = new Random(11);
        for (var i = 0; i < 300; i++)
        {
            var text = (random.Next(2) == 0 ? "" : "Opening words.\n\n# Head\n\n") + Stored.Prose(random.Next(1, 9), random.Next(1, 6)) + (random.Next(2) == 0 ? "\n\n## Below\n\n" + Stored.Prose(2, 4, "bridge") : "");
            var entry = Stored.Entry(text);
            using var chat = new ScriptedChat((prompt, _) => Hostile(random, ScriptedChat.CountOf(prompt)));
            var structured = await StructurizeAsync(chat, entry, Options with { SliceTokens = random.Next(60, 400), Merge = (SliceMerge)random.Next(3) });
            Assert.Equal(entry.Document.Text, structured.Entry.Document.Text);
            Assert.Equal(entry.Document.Sections.Where(s => s.Origin == SectionOrigin.Authored).Select(s => (s.Heading, s.HeadingSpan, s.Level)), structured.Entry.Document.Sections.Where(s => s.Origin == SectionOrigin.Authored).Select(s => (s.Heading, s.HeadingSpan, s.Level)));
        }
    }

    [Fact]
    public async Task What_was_answered_is_not_asked_again_also_after_a_kill()
    {
        using var folder = new TemporaryFolder();
        var entry = Stored.Entry(Stored.Prose(6, 4));
        using var chat = ScriptedChat.Dividing(4);
        StructuredDocument first;
        using (var answers = StructureAnswers.Open(folder.Path, "m/1")) first = await StructurizeAsync(chat, entry, Options with { SliceTokens = 260 }, answers);
        var calls = chat.Asked.Count;
        var file = Assert.Single(Directory.GetFiles(folder.Path));
        // A kill tore the last line.
        await using (var stream = File.Open(file, FileMode.Open)) stream.SetLength(stream.Length - 5);
        using (var answers = StructureAnswers.Open(folder.Path, "m/1"))
        {
            Assert.Equal(calls - 1, answers.Count);
            var again = await StructurizeAsync(chat, entry, Options with { SliceTokens = 260 }, answers);
            Assert.Equal(first.Entry.Document.Sections, again.Entry.Document.Sections);
            Assert.Equal(1, again.Calls);
        }

        Assert.Equal(calls + 1, chat.Asked.Count);
        using var third = StructureAnswers.Open(folder.Path, "m/1");
        Assert.Equal(0, (await StructurizeAsync(chat, entry, Options with { SliceTokens = 260 }, third)).Calls);
        using var other = StructureAnswers.Open(folder.Path, "m/2");
        Assert.Equal(0, other.Count);
    }

    [Theory]
    [InlineData("\"end\":12", "\"end\":11", 1)]
    [InlineData("\"end\":12}", "\"end\":12},null", 0)]
    [InlineData("\"name\":\"Point 1\"", "\"name\":null", 0)]
    [InlineData("\"name\":\"Point 1\"", "\"name\":\"P\",\"aspects\":[null]", 0)]
    public async Task Kept_answers_that_do_not_tile_or_are_damaged_are_asked_again(string whole, string damage, int readable)
    {
        using var folder = new TemporaryFolder();
        var entry = Stored.Entry(Stored.Prose(3, 4));
        using var chat = ScriptedChat.Dividing(4);
        using (var answers = StructureAnswers.Open(folder.Path, "m")) await StructurizeAsync(chat, entry, Options, answers);
        var file = Directory.GetFiles(folder.Path).Single();
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Replace(whole, damage, StringComparison.Ordinal), TestContext.Current.CancellationToken);
        using var damaged = StructureAnswers.Open(folder.Path, "m");
        Assert.Equal((readable, 1), (damaged.Count, (await StructurizeAsync(chat, entry, Options, damaged)).Calls));
    }

    [Fact]
    public async Task Failures_are_kept_too_and_asked_again_only_on_demand()
    {
        using var answers = StructureAnswers.InMemory();
        using var deaf = new ScriptedChat((_, _) => "no");
        var entry = Stored.Entry(Stored.Prose(3, 4));
        await StructurizeAsync(deaf, entry, Options, answers);
        using var able = ScriptedChat.Dividing(4);
        Assert.Equal(0, (await StructurizeAsync(able, entry, Options, answers)).Calls);
        Assert.True((await StructurizeAsync(able, entry, Options with { RetryFailed = true }, answers)).IsChanged);
    }

    [Fact]
    public void Cost_is_known_before()
    {
        var entry = Stored.Entry(Stored.Prose(4, 4));
        using var chat = ScriptedChat.Dividing(4);
        var cost = new ModelStructurizer(chat, EstimatedTokenCounter.Instance, Options with { SliceTokens = 260 }, StructureAnswers.InMemory()).Estimate(entry.Document, entry.Passages, Stored.PassageTokens);
        Assert.Equal((2, 0), (cost.Slices, cost.Known));
        Assert.InRange(cost.TokensIn, 2 * (300 + 150), 2 * (600 + 260));
        Assert.Equal(2 * (24 + 36), cost.TokensOut);
        Assert.Empty(chat.Asked);
    }

    [Fact]
    public void A_context_too_short_for_a_slice_is_refused()
    {
        using var chat = ScriptedChat.Dividing();
        var failure = Assert.Throws<LongRagException>(() => new ModelStructurizer(chat, EstimatedTokenCounter.Instance, Options with { ContextTokens = 512 }, StructureAnswers.InMemory()));
        Assert.Equal("context_too_short", failure.Code);
    }

    [Fact]
    public async Task Tables_stay_whole_and_a_structure_replaces_that_of_another_model()
    {
        var table = string.Join('\n', Enumerable.Range(1, 30).Select(i => $"| row {i} | of a table that is longer than a passage |"));
        var entry = Stored.Entry(Stored.Prose(2, 4) + "\n\n" + table + "\n\n" + Stored.Prose(2, 4, "bridge"), passageTokens: 128);
        Assert.Contains(entry.Passages, p => p.Text == table);
        using var chat = ScriptedChat.Dividing(4);
        var structured = await StructurizeAsync(chat, entry, Options, passageTokens: 128);
        Assert.Contains(structured.Entry.Passages, p => p.Text == table);
        using var other = new ScriptedChat((prompt, _) => ScriptedChat.Division(ScriptedChat.CountOf(prompt), 8));
        var again = await StructurizeAsync(other, structured.Entry, Options with { Model = "other" }, passageTokens: 128);
        Assert.Equal(["1 Model Point 1", "1 Model Point 9", "1 Model Point 17"], Stored.Outline(again.Entry.Document));
        Assert.Equal("hash-Title", ModelStructurizer.ContentOf(again.Entry.Document.ContentHash));
        Assert.Contains(again.Entry.Passages, p => p.Text == table);
    }

    [Fact]
    public void Slices_hold_whole_paragraphs_and_a_short_last_line_goes_with_what_follows()
    {
        var text = Stored.Prose(2, 4) + "\n\nOn bridges\n\n" + Stored.Prose(2, 4, "bridge");
        var entry = Stored.Entry(text);
        var blocks = StoredBlocks.Of(entry.Document, entry.Passages, EstimatedTokenCounter.Instance, Stored.PassageTokens);
        var run = Assert.Single(TextRun.Of(entry.Document, [], blocks, EstimatedTokenCounter.Instance, 100));
        var slices = TextSlice.Of(entry.Document.Text, run, EstimatedTokenCounter.Instance, 275);
        Assert.Equal([8, 9], slices.Select(s => s.Sentences.Count));
        Assert.Equal("On bridges", slices[1].Sentences[0].Of(entry.Document.Text));
        Assert.StartsWith("- Sentence 1. On bridges\n- Sentence 2. The bridge number 1", slices[1].Lines, StringComparison.Ordinal);
        Assert.Equal(entry.Document.Text.Where(c => !char.IsWhiteSpace(c)), slices.SelectMany(s => s.Sentences).SelectMany(s => s.Of(entry.Document.Text)).Where(c => !char.IsWhiteSpace(c)));
        // A paragraph longer than a slice goes by its sentences; a sentence longer than a slice is one.
        Assert.Equal([2, 2, 2, 2], TextSlice.Of(entry.Document.Text, run with { Blocks = [run.Blocks[0], run.Blocks[1]] }, EstimatedTokenCounter.Instance, 60).Select(s => s.Sentences.Count));
        Assert.Equal([1, 1, 1, 1], TextSlice.Of(entry.Document.Text, run with { Blocks = [run.Blocks[0]] }, EstimatedTokenCounter.Instance, 5).Select(s => s.Sentences.Count));
    }

    private static async Task<StructuredDocument> StructurizeAsync(ScriptedChat chat, CorpusEntry entry, ModelStructureOptions? options = null, StructureAnswers? answers = null, int passageTokens = Stored.PassageTokens)
    {
        using var own = StructureAnswers.InMemory();
        var structurizer = new ModelStructurizer(chat, EstimatedTokenCounter.Instance, options ?? Options, answers ?? own);
        var structured = await structurizer.StructurizeAsync(entry.Document, entry.Passages, passageTokens, progress: null, TestContext.Current.CancellationToken);
        Stored.Check(structured.Entry);
        Assert.Equal(entry.Document.Text, structured.Entry.Document.Text);
        return structured;
    }

    private static string Hostile(Random random, int count)
    {
        if (random.Next(4) == 0) return "```yaml\n" + new string("[{&*!-\n"[random.Next(7)], random.Next(200)) + "\n```";
        var yaml = new System.Text.StringBuilder("```yaml\nScope: S\nAspects:\n");
        Points(1, count, 0, tiles: random.Next(5) > 0);
        return yaml.Append("```").ToString();

        void Points(int first, int last, int depth, bool tiles)
        {
            var indent = new string(' ', depth * 2);
            for (var start = first; start <= last;)
            {
                var end = random.Next(start, last + 1);
                var (from, to) = tiles && depth == 0 ? (start, end) : (random.Next(1, count + 1), random.Next(1, count + 1));
                if (from > to) (from, to) = (to, from);
                // Finer points of a tiling stay inside, or it would not tile once it is widened.
                if (tiles && depth > 0) (from, to) = (Math.Clamp(from, first, last), Math.Clamp(to, first, last));
                yaml.Append(System.Globalization.CultureInfo.InvariantCulture, $"{indent}- AspectName: \"p\\t{start} {depth}\"\n{indent}  SentenceRange: [{from}, {to}]\n");
                if (depth < 8 && random.Next(3) == 0)
                {
                    yaml.Append(indent).Append("  SubAspects:\n");
                    Points(from, to, depth + 1, tiles);
                }

                start = end + 1;
            }
        }
    }
}
