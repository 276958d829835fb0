using System.Text;
using DbUp;
using DbUp.Builder;
using DbUp.Engine;
using SQLitePCL;

namespace LongRag.Storage;

/// <summary>
/// Applies migrations with DbUp, all of them in one transaction. DbUp takes no lock: the caller holds one.
/// Kept apart from the stores so that a process with nothing to migrate does not load DbUp.
/// </summary>
internal static class SchemaUpgrade
{
    private const string Journal = "migrations";

    public static void Sqlite(string connectionString, SchemaScripts scripts) =>
        Apply(DeployChanges.To.SqliteDatabase(connectionString).JournalToSqliteTable(Journal), scripts, StatementByStatement, version => $"PRAGMA user_version = {version};");

    public static void Postgres(string connectionString, string schema, SchemaScripts scripts) =>
        Apply(DeployChanges.To.PostgresqlDatabase(connectionString, schema).JournalToPostgresqlTable(schema, Journal), scripts, sql => sql, version => $"UPDATE schema_version SET version = {version};");

    private static void Apply(UpgradeEngineBuilder builder, SchemaScripts scripts, Func<string, string> prepare, Func<int, string> setVersion)
    {
        var result = builder
            .WithScripts(scripts.Scripts.Select(s => new SqlScript(s.Name, prepare(s.Sql() + "\n" + setVersion(s.Version)))))
            .WithTransaction()
            .WithVariablesDisabled()
            .LogToNowhere()
            .Build()
            .PerformUpgrade();
        if (!result.Successful) throw result.Error;
    }

    /// <summary>
    /// Puts a line with nothing but a semicolon, where DbUp parts commands, behind each statement. In one command Microsoft.Data.Sqlite would swallow the failure of every
    /// statement that follows one with columns, and ALTER TABLE on a STRICT table is one.
    /// </summary>
    private static string StatementByStatement(string sql)
    {
        var (script, statement) = (new StringBuilder(), new StringBuilder());
        foreach (var line in sql.Split('\n'))
        {
            statement.Append(line).Append('\n');
            if (raw.sqlite3_complete(statement.ToString()) == 0) continue;
            script.Append(statement).Append(";\n");
            statement.Clear();
        }

        return script.Append(statement).ToString();
    }
}
