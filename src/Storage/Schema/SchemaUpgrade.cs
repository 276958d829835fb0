using DbUp;
using DbUp.Builder;
using DbUp.Engine;

namespace LongRag.Storage;

/// <summary>
/// Applies migrations with DbUp, all of them in one transaction. DbUp takes no lock: the caller holds one.
/// Kept apart from the stores so that a process with nothing to migrate does not load DbUp.
/// </summary>
internal static class SchemaUpgrade
{
    private const string Journal = "migrations";

    public static void Sqlite(string connectionString, SchemaScripts scripts) =>
        Apply(DeployChanges.To.SqliteDatabase(connectionString).JournalToSqliteTable(Journal), scripts, version => $"PRAGMA user_version = {version};");

    public static void Postgres(string connectionString, string schema, SchemaScripts scripts) =>
        Apply(DeployChanges.To.PostgresqlDatabase(connectionString, schema).JournalToPostgresqlTable(schema, Journal), scripts, version => $"UPDATE schema_version SET version = {version};");

    private static void Apply(UpgradeEngineBuilder builder, SchemaScripts scripts, Func<int, string> setVersion)
    {
        var result = builder
            .WithScripts(scripts.Scripts.Select(s => new SqlScript(s.Name, s.Sql() + "\n" + setVersion(s.Version))))
            .WithTransaction()
            .WithVariablesDisabled()
            .LogToNowhere()
            .Build()
            .PerformUpgrade();
        if (!result.Successful) throw result.Error;
    }
}
