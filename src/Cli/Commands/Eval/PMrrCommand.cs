using System.CommandLine;
using LongRag.Evaluation;

namespace LongRag.Cli.Commands.Eval;

internal sealed record PMrrOutput(double PMrr, [property: System.Text.Json.Serialization.JsonPropertyName("p_mrr_x100")] double PMrrX100, IReadOnlyDictionary<string, double> PerQuery);

/// <summary><c>longrag eval pmrr</c>: whether a system follows a changed instruction.</summary>
internal static class PMrrCommand
{
    public static Command Create()
    {
        var original = new Option<string>("--original") { Description = "TREC run for the original instructions; ids <query>-og, or plain.", HelpName = "RUN", Required = true };
        var changed = new Option<string>("--changed") { Description = "TREC run for the altered instructions; ids <query>-changed, or plain.", HelpName = "RUN", Required = true };
        var difference = new Option<string>("--qrel-diff") { Description = "JSON {query: [documents that the altered instruction made not relevant]}.", HelpName = "FILE", Required = true };
        var command = new Command("pmrr", """
            Measure whether a system follows a changed instruction: FollowIR's p-MRR between two runs.

            From -1 (x100: -100), against the instruction, over 0, blind to it, to 1 (x100: 100). Mean over a query's changed documents, then over queries.

              longrag eval pmrr --original og.trec.gz --changed changed.trec.gz --qrel-diff qrel_diff.json
            """) { original, changed, difference };
        return command.Does((invocation, _) =>
        {
            var documents = ChangedDocuments.Read(invocation.Get(difference));
            var result = PMrr.Evaluate(Run.Read(invocation.Get(original)), Run.Read(invocation.Get(changed)), documents);
            var terminal = invocation.Terminal;
            string[] leftOut = [.. documents.Keys.Where(query => !result.PerQuery.ContainsKey(query))];
            if (leftOut.Length > 0) terminal.Note($"note: {leftOut.Length} queries left out, without changed documents or absent from a run: {string.Join(", ", leftOut.Take(5).Select(PrintableText.OneLine))}");
            if (terminal.IsHuman) terminal.Out.WriteLine(FormattableString.Invariant($"p-MRR (fraction)  {result.Value:0.0000}\np-MRR (x 100)     {100 * result.Value:0.00}\nqueries           {result.PerQuery.Count}"));
            else EvalJson.Write(terminal, new PMrrOutput(result.Value, 100 * result.Value, result.PerQuery));
            return Task.FromResult(ExitCode.Done);
        });
    }
}
