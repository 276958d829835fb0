using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Tokens;

namespace LongRag.Ingest.Pdf;

/// <summary>Recognises the pictures of a page with Tesseract, which must be installed; nothing is started without <see cref="ReadOptions.Ocr"/>.</summary>
internal sealed class PageOcr
{
    private const string Program = "tesseract";
    private const int MostPictures = 16;
    private const int LeastWidth = 64;
    private const int LeastHeight = 16;
    private const int LongestOutput = 4 * 1024 * 1024;

    // Below the time after which a silent worker is given up.
    private static readonly TimeSpan TimePerPage = TimeSpan.FromSeconds(45);

    private readonly string _path;
    private readonly string _language;

    private PageOcr(string path, string language) => (_path, _language) = (path, language);

    /// <summary>Finds Tesseract. Throws <c>ocr_unavailable</c> where it is not installed or the language is none.</summary>
    public static PageOcr Find(string language)
    {
        if (!IsLanguage(language)) throw new LongRagException(IngestCodes.OcrUnavailable, $"'{language}' names no language of Tesseract; write eng, or eng+deu.");
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var file = OperatingSystem.IsWindows() ? Program + ".exe" : Program;
        var path = folders.Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists);
        return path is null
            ? throw new LongRagException(IngestCodes.OcrUnavailable, "Tesseract is not installed: --ocr needs it (on Debian and Ubuntu: apt-get install tesseract-ocr).")
            : new PageOcr(path, language);
    }

    /// <summary>The paragraphs on the pictures of a page, from its top to its bottom; none where nothing is recognised.</summary>
    public IReadOnlyList<string> Read(Page page, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimePerPage);
        var paragraphs = new List<string>();
        foreach (var image in page.GetImages().Where(i => i.WidthInSamples >= LeastWidth && i.HeightInSamples >= LeastHeight).Take(MostPictures).OrderByDescending(i => i.BoundingBox.Top))
        {
            if (limit.IsCancellationRequested || Encoded(image) is not { } bytes) continue;
            foreach (var paragraph in Recognise(bytes, limit.Token).Split("\n\n", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)) paragraphs.Add(paragraph);
        }

        cancellationToken.ThrowIfCancellationRequested();
        return paragraphs;
    }

    /// <summary>A picture as a file that Tesseract reads; null where it is stored in a way that is not known.</summary>
    private static byte[]? Encoded(IPdfImage image)
    {
        var raw = image.RawMemory;
        if (raw.Length > 3 && raw.Span[0] == 0xFF && raw.Span[1] == 0xD8) return raw.ToArray();
        if (FilterOf(image) is "CCITTFaxDecode" or "CCF" && Fax(image) is { } fax) return fax;
        return image.TryGetPng(out var png) ? png : null;
    }

    private static string? FilterOf(IPdfImage image) => image.ImageDictionary.Data.TryGetValue("Filter", out var filter) || image.ImageDictionary.Data.TryGetValue("F", out filter)
        ? filter switch { NameToken name => name.Data, ArrayToken { Length: 1 } array => (array[0] as NameToken)?.Data, _ => null }
        : null;

    /// <summary>Fax data of group 4 in a TIFF file of one strip (TIFF 6.0, section 11).</summary>
    private static byte[]? Fax(IPdfImage image)
    {
        var parameters = image.ImageDictionary.Data.TryGetValue("DecodeParms", out var found) ? found is ArrayToken { Length: > 0 } array ? array[0] : found : null;
        if (parameters is not DictionaryToken dictionary || !dictionary.Data.TryGetValue("K", out var k) || k is not NumericToken { Double: < 0 }) return null;
        var isBlackOne = dictionary.Data.TryGetValue("BlackIs1", out var black) && black is BooleanToken { Data: true };
        var data = image.RawMemory;
        (ushort Tag, ushort Type, uint Value)[] fields =
        [
            (256, 4, (uint)image.WidthInSamples), (257, 4, (uint)image.HeightInSamples), (258, 3, 1), (259, 3, 4), (262, 3, isBlackOne ? 1u : 0u),
            (273, 4, 8), (277, 3, 1), (278, 4, (uint)image.HeightInSamples), (279, 4, (uint)data.Length),
        ];
        var file = new byte[8 + data.Length + 2 + fields.Length * 12 + 4];
        "II*\0"u8.CopyTo(file);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(4), (uint)(8 + data.Length));
        data.Span.CopyTo(file.AsSpan(8));
        var at = file.AsSpan(8 + data.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(at, (ushort)fields.Length);
        at = at[2..];
        foreach (var (tag, type, value) in fields)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(at, tag);
            BinaryPrimitives.WriteUInt16LittleEndian(at[2..], type);
            BinaryPrimitives.WriteUInt32LittleEndian(at[4..], 1);
            BinaryPrimitives.WriteUInt32LittleEndian(at[8..], value);
            at = at[12..];
        }

        return file;
    }

    private string Recognise(byte[] picture, CancellationToken limit)
    {
        var start = new ProcessStartInfo(_path, ["stdin", "stdout", "-l", _language]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = Encoding.UTF8 };
        // One page at a time on each worker: more threads only wait for each other.
        start.Environment["OMP_THREAD_LIMIT"] = "1";
        using var process = Process.Start(start) ?? throw new LongRagException(IngestCodes.OcrUnavailable, "Tesseract cannot be started.");
        using var stop = limit.Register(() => Kill(process));
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var feeding = Task.Run(() => Feed(process, picture), CancellationToken.None);
        var text = ReadBounded(process.StandardOutput);
        process.WaitForExit();
        feeding.GetAwaiter().GetResult();
        if (process.ExitCode == 0) return text;
        var reason = BlockWriter.OneLine(errors.GetAwaiter().GetResult());
        if (reason.Contains("language", StringComparison.OrdinalIgnoreCase)) throw new LongRagException(IngestCodes.OcrUnavailable, $"Tesseract has no language '{_language}': {reason}");
        return "";
    }

    private static void Feed(Process process, byte[] picture)
    {
        try
        {
            using var input = process.StandardInput.BaseStream;
            input.Write(picture);
        }
        catch (IOException)
        {
            // It has seen enough: its exit code says what of.
        }
    }

    private static string ReadBounded(StreamReader reader)
    {
        var text = new StringBuilder();
        var buffer = new char[8192];
        while (reader.Read(buffer) is > 0 and var read)
            if (text.Length < LongestOutput) text.Append(buffer, 0, read);
        return text.Replace("\f", "").Replace("\r", "").ToString();
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }

    private static bool IsLanguage(string names) => names.Length is > 1 and < 200 && names.All(c => char.IsAsciiLetter(c) || c is '_' or '+') && !names.StartsWith('+');
}
