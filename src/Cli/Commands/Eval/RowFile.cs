namespace LongRag.Cli.Commands.Eval;

/// <summary>A file of JSON lines that appears under its name when it is whole.</summary>
internal sealed class RowFile : IDisposable
{
    private readonly string _path;
    private readonly StreamWriter _writer;
    private bool _kept;

    /// <exception cref="LongRagException"><c>unwritable</c> where the file cannot be made.</exception>
    public RowFile(string path)
    {
        _path = Path.GetFullPath(path);
        try
        {
            _writer = new StreamWriter(Part);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LongRagException("unwritable", $"'{path}' cannot be written: {e.Message}");
        }
    }

    private string Part => _path + ".part";

    public void Add<T>(T row) => EvalJson.Write(_writer, row, isIndented: false);

    /// <summary>Gives the file its name.</summary>
    public void Keep()
    {
        _writer.Dispose();
        File.Move(Part, _path, overwrite: true);
        _kept = true;
    }

    public void Dispose()
    {
        _writer.Dispose();
        if (!_kept) File.Delete(Part);
    }
}
