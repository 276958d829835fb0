using System.CommandLine;
using System.Globalization;

namespace LongRag.Cli.Commands;

/// <summary><c>longrag keys</c>: the API keys of the service. A running service sees every change at its next request.</summary>
internal static class KeysCommand
{
    public static Command Create()
    {
        var command = new Command("keys", "Create, list and revoke the API keys of the service; it may be running.");
        command.Add(CreateKey());
        command.Add(new Command("list", "List all keys, the revoked ones too.").Does(ListAsync));
        command.Add(Revoke());
        return command;
    }

    private static Command CreateKey()
    {
        var client = new Option<string>("--client") { Description = "Who will use it: 1 to 64 letters, digits, - _ . @. Two keys of a client may live at a time, so that one can be exchanged without a gap.", HelpName = "NAME", Required = true };
        var right = new Option<AccessRight>("--right") { Description = "read: search, ask, read. write: documents too. admin: collections too.", HelpName = "read|write|admin", DefaultValueFactory = _ => AccessRight.Read };
        var collections = new Option<string[]>("--collections") { Description = "Only these collections, e.g. docs,notes; may be repeated. Not given: all.", HelpName = "A,B" };
        var expires = new Option<int?>("--expires") { Description = "Days until it ends. Not given: never.", HelpName = "DAYS" }.Between(1, 36_500);
        var perMinute = new Option<int?>("--requests-per-minute") { Description = "Most requests a minute. Not given: as configured.", HelpName = "N" };
        var concurrent = new Option<int?>("--concurrent") { Description = "Most requests at a time. Not given: as configured.", HelpName = "N" };
        var command = new Command("create", "Create a key and print it: it cannot be shown again.") { client, right, collections, expires, perMinute, concurrent };
        command.Validators.Add(result =>
        {
            if (result.GetResult(collections) is { } given && Names([.. given.Tokens.Select(token => token.Value)]).Count == 0) result.AddError("--collections names none; leave it out for all.");
        });
        return command.Does((invocation, cancellationToken) =>
        {
            var now = TimeProvider.System.GetUtcNow();
            var names = invocation.Get(collections);
            var key = new NewApiKey
            {
                Client = invocation.Get(client),
                Right = invocation.Get(right),
                Collections = names is { Length: > 0 } ? Names(names) : null,
                ExpiresAt = invocation.Get(expires) is { } days ? now.AddDays(days) : null,
                RequestsPerMinute = invocation.Get(perMinute),
                ConcurrentRequests = invocation.Get(concurrent),
            };
            return CreateAsync(invocation, key, now, cancellationToken);
        });
    }

    private static async Task<int> CreateAsync(Invocation invocation, NewApiKey settings, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var keys = await ServiceStores.OpenKeysAsync(invocation.Settings, invocation.DataPath, cancellationToken);
        var (key, secret) = await keys.CreateAsync(settings, cancellationToken);
        var terminal = invocation.Terminal;
        // The key alone, so that it can be piped to where it will be kept.
        if (terminal.IsHuman) terminal.Out.WriteLine(secret);
        else CliJson.Write(terminal, KeyOutput.From(key, now, secret));
        terminal.Note($"Key {key.Id} of '{key.Settings.Client}' ({KeyOutput.NameOf(key.Settings.Right)}, {Scope(key.Settings.Collections)}). It is shown only now: keep it where the client finds it.");
        return ExitCode.Done;
    }

    private static async Task<int> ListAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var now = TimeProvider.System.GetUtcNow();
        var rows = new List<KeyOutput>();
        if (ServiceStores.MayHold(invocation.Settings, invocation.DataPath))
        {
            await using var keys = await ServiceStores.OpenKeysAsync(invocation.Settings, invocation.DataPath, cancellationToken);
            rows.AddRange((await keys.ListAsync(cancellationToken)).Select(key => KeyOutput.From(key, now)));
        }

        var terminal = invocation.Terminal;
        if (terminal.Format == OutputFormat.Json) CliJson.Write<IReadOnlyList<KeyOutput>>(terminal, rows);
        if (terminal.Format == OutputFormat.Jsonl) rows.ForEach(row => CliJson.Write(terminal, row));
        if (!terminal.IsHuman) return ExitCode.Done;
        if (rows.Count == 0) terminal.Note("There are no keys: longrag keys create --client NAME");
        rows.ForEach(row => terminal.Out.WriteLine(Line(terminal, row)));
        return ExitCode.Done;
    }

    private static Command Revoke()
    {
        var id = new Argument<string>("id") { Description = "Id of the key, as keys list shows it: the second part of lr_ID_SECRET.", HelpName = "ID" };
        var command = new Command("revoke", "End a key, at once and for good.") { id };
        return command.Does(async (invocation, cancellationToken) =>
        {
            var missing = new LongRagException("no_such_key", $"There is no key '{invocation.Get(id)}' (longrag keys list shows them).");
            if (!ServiceStores.MayHold(invocation.Settings, invocation.DataPath)) throw missing;
            await using var keys = await ServiceStores.OpenKeysAsync(invocation.Settings, invocation.DataPath, cancellationToken);
            if (!await keys.RevokeAsync(invocation.Get(id), cancellationToken)) throw missing;
            var revoked = (await keys.ListAsync(cancellationToken)).First(key => string.Equals(key.Id, invocation.Get(id), StringComparison.Ordinal));
            if (invocation.Terminal.IsHuman) invocation.Terminal.Note($"Revoked key {revoked.Id} of '{revoked.Settings.Client}'.");
            else CliJson.Write(invocation.Terminal, KeyOutput.From(revoked, TimeProvider.System.GetUtcNow()));
            return ExitCode.Done;
        });
    }

    // One line a key, whole: a table would cut ids to the width of the terminal.
    private static string Line(Terminal terminal, KeyOutput row)
    {
        var expires = row.ExpiresAt is { } end ? $", {(row.State is "expired" ? "expired" : "expires")} {Day(end)}" : "";
        var revoked = row.RevokedAt is { } at ? $", revoked {Day(at)}" : "";
        var used = row.LastUsedAt is { } last ? string.Create(CultureInfo.InvariantCulture, $"last used {last:yyyy-MM-dd HH:mm}") : "never used";
        return $"{row.Id}  {terminal.Bold(row.State)}  {row.Client}  {row.Right}  {Scope(row.Collections)}  created {Day(row.CreatedAt)}{expires}{revoked}, {used}";

        static string Day(DateTimeOffset time) => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    private static string Scope(IReadOnlyList<string>? collections) => collections switch
    {
        null => "all collections",
        [] => "no collection",
        _ => string.Join(", ", collections),
    };

    private static List<string> Names(string[] lists) =>
        [.. lists.SelectMany(list => list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Distinct(StringComparer.Ordinal)];
}
