using System.CommandLine;

namespace LongRag.Cli;

/// <summary>The options that name a running service.</summary>
internal static class ServiceAddress
{
    public static Option<Uri?> Url(string description) => new("--url")
    {
        Description = description,
        HelpName = "URL",
        CustomParser = result =>
        {
            var text = result.Tokens[^1].Value;
            var isAddress = Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https";
            if (text.Contains('@', StringComparison.Ordinal) && (!isAddress || url!.UserInfo.Length > 0))
            {
                result.AddError("--url must hold neither a name nor a password: a key goes into --key-file.");
                return null;
            }

            if (isAddress) return url;
            result.AddError($"--url is '{text}'; it must be an http or https address.");
            return null;
        },
    };

    public static Option<string?> KeyFile() => new("--key-file") { Description = "File that holds an API key.", HelpName = "FILE" };

    /// <summary>The key in a file; null where none is named.</summary>
    /// <exception cref="LongRagException"><c>not_found</c>.</exception>
    public static string? KeyIn(string? file) => file is null ? null : File.Exists(file) ? File.ReadAllText(file).Trim() : throw new LongRagException("not_found", $"There is no file '{file}'.");
}
