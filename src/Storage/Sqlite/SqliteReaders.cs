using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace LongRag.Storage;

/// <summary>Connections for reading, kept open between uses: opening one costs more than reading a passage.</summary>
internal sealed class SqliteReaders(string path) : IDisposable
{
    private readonly ConcurrentBag<SqliteConnection> _idle = [];
    private readonly string _connectionString = new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString();

    private volatile bool _isDisposed;

    public SqliteConnection Rent()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_idle.TryTake(out var idle)) return idle;
        var connection = new SqliteConnection(_connectionString);
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public void Return(SqliteConnection connection)
    {
        _idle.Add(connection);
        // Nobody else empties the bag after the end.
        if (_isDisposed) Empty();
    }

    public void Dispose()
    {
        _isDisposed = true;
        Empty();
    }

    private void Empty()
    {
        while (_idle.TryTake(out var connection)) connection.Dispose();
    }
}
