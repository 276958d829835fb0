namespace LongRag.Ingest;

/// <summary>What a worker is asked to read. All of it goes over the pipe: a command line, where a password would be seen, carries none of it.</summary>
internal sealed record ReadRequest(SeekableFile File, string Name, string MediaType, ReadOptions Options)
{
    // Longer than any path or password that a system takes.
    private const int MostCharacters = 64 * 1024;

    public void Write(FrameWriter writer)
    {
        writer.Begin(FrameKind.Read)
            .Exact(File.Path).Number(File.Length).Number(File.Written.Ticks).Exact(Name).Exact(MediaType)
            .Flag(Options.WholePage).Optional(Options.Password, MostCharacters).Flag(Options.Ocr).Exact(Options.OcrLanguage).Number(Options.FirstPage).Number(Options.LastPage)
            .Optional(Options.IdField, MostCharacters).Optional(Options.TitleField, MostCharacters).Optional(Options.TextField, MostCharacters).Optional(Options.RecordFormat, MostCharacters)
            .Number(Options.MaxCharacters)
            .End();
        writer.Flush();
    }

    public static ReadRequest Read(FrameFields fields)
    {
        var file = new SeekableFile(fields.Text(MostCharacters), fields.Number(), new DateTime(fields.Number(), DateTimeKind.Utc));
        var request = new ReadRequest(file, fields.Text(MostCharacters), fields.Text(MostCharacters), new ReadOptions
        {
            WholePage = fields.Flag(),
            Password = fields.Optional(MostCharacters),
            Ocr = fields.Flag(),
            OcrLanguage = fields.Text(MostCharacters),
            FirstPage = fields.Number(int.MaxValue),
            LastPage = fields.Number(int.MaxValue),
            IdField = fields.Optional(MostCharacters),
            TitleField = fields.Optional(MostCharacters),
            TextField = fields.Optional(MostCharacters),
            RecordFormat = fields.Optional(MostCharacters),
            MaxCharacters = fields.Number(int.MaxValue),
        });
        fields.End();
        return request;
    }
}
