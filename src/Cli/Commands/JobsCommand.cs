using System.CommandLine;
using System.Globalization;

namespace LongRag.Cli.Commands;

/// <summary><c>longrag jobs</c>: the queue of the service, which may be running.</summary>
internal static class JobsCommand
{
    public static Command Create()
    {
        var command = new Command("jobs", "List, show, cancel and retry the jobs of the service; it may be running.");
        command.Add(List());
        command.Add(OfOne("show", "Show a job.", (jobs, id, token) => jobs.FindAsync(id, token)));
        command.Add(OfOne("cancel", "Stop a job: one that waits at once, one that runs at its next step.", (jobs, id, token) => jobs.CancelAsync(id, token)));
        command.Add(OfOne("retry", "Queue a job again that did not succeed, with fresh attempts.", (jobs, id, token) => jobs.RetryAsync(id, token)));
        return command;
    }

    private static Command List()
    {
        var status = new Option<JobStatus?>("--status") { Description = "Only these.", HelpName = string.Join('|', Enum.GetValues<JobStatus>().Select(JobOutput.NameOf)) };
        var limit = new Option<int>("--limit") { Description = "At most this many.", HelpName = "N", DefaultValueFactory = _ => 50 }.Between(1, 10_000);
        var before = new Option<string?>("--before") { Description = "Only jobs older than this one: the last of the list before.", HelpName = "ID" };
        var command = new Command("list", "List the newest jobs, of all collections unless --collection names one.") { status, limit, before };
        return command.Does(async (invocation, cancellationToken) =>
        {
            var collection = invocation.Parsed.GetResult(CommonOptions.Collection) is { Implicit: false } ? invocation.Collection : null;
            var rows = new List<JobOutput>();
            if (ServiceStores.MayHold(invocation.Settings, invocation.DataPath))
            {
                await using var jobs = await ServiceStores.OpenJobsAsync(invocation.Settings, invocation.DataPath, cancellationToken);
                rows.AddRange((await jobs.ListAsync(collection, invocation.Get(status), invocation.Get(limit), invocation.Get(before), cancellationToken)).Select(JobOutput.From));
            }

            var terminal = invocation.Terminal;
            if (terminal.Format == OutputFormat.Json) CliJson.Write<IReadOnlyList<JobOutput>>(terminal, rows);
            if (terminal.Format == OutputFormat.Jsonl) rows.ForEach(row => CliJson.Write(terminal, row));
            if (terminal.IsHuman) rows.ForEach(row => terminal.Out.WriteLine(Line(terminal, row)));
            if (terminal.IsHuman && rows.Count == 0) terminal.Note("There are no such jobs.");
            return ExitCode.Done;
        });
    }

    /// <summary>A command that does something with one job and shows it as it is then.</summary>
    private static Command OfOne(string name, string description, Func<IJobStore, string, CancellationToken, Task<Job?>> action)
    {
        var id = new Argument<string>("id") { Description = "Id of the job, as jobs list shows it.", HelpName = "ID" };
        var command = new Command(name, description) { id };
        return command.Does(async (invocation, cancellationToken) =>
        {
            var missing = new LongRagException("no_such_job", $"There is no job '{invocation.Get(id)}' (longrag jobs list shows them).");
            if (!ServiceStores.MayHold(invocation.Settings, invocation.DataPath)) throw missing;
            await using var jobs = await ServiceStores.OpenJobsAsync(invocation.Settings, invocation.DataPath, cancellationToken);
            var row = JobOutput.From(await action(jobs, invocation.Get(id), cancellationToken) ?? throw missing);
            var terminal = invocation.Terminal;
            if (!terminal.IsHuman) CliJson.Write(terminal, row);
            else WriteAll(terminal, row);
            return ExitCode.Done;
        });
    }

    private static void WriteAll(Terminal terminal, JobOutput row)
    {
        terminal.Out.WriteLine(Line(terminal, row));
        terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  asked for by {PrintableText.OneLine(row.Client)}; try {row.Attempts} of {row.MostAttempts}"));
        if (row.Error is { } error) terminal.Out.WriteLine($"  {PrintableText.OneLine(error.Step)}: {PrintableText.OneLine(error.Message)} [{PrintableText.OneLine(error.Code)}]");
        if (row.NotBefore is { } time) terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  not before {time:u}"));
        if (row.Result is { } result) terminal.Out.WriteLine($"  {PrintableText.OneLine(result.GetRawText())}");
    }

    private static string Line(Terminal terminal, JobOutput row)
    {
        var status = row is { CancelRequested: true, Status: "running" } ? "running, asked to stop" : row.Status;
        var step = row.Step is null ? "" : $"  {PrintableText.OneLine(row.Step)}";
        var progress = row.Progress is not { } p ? "" : string.Create(CultureInfo.InvariantCulture, $" {p.Done}{(p.Total > 0 ? $"/{p.Total}" : "")} {PrintableText.OneLine(p.Unit)}");
        return string.Create(CultureInfo.InvariantCulture, $"{row.Id}  {terminal.Bold(status)}  {PrintableText.OneLine(row.Kind)}  {row.Collection}  {row.CreatedAt:u}{step}{progress}");
    }
}
