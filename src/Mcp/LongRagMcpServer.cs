using System.Reflection;
using LongRag.Client.Functions;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace LongRag.Mcp;

/// <summary>
/// LongRag as a server of the Model Context Protocol: the tools <c>search</c>, <c>ask</c>, <c>get_document</c>, <c>get_outline</c> and <c>list_collections</c>, and where writing is allowed
/// <c>save_text</c> and <c>delete_document</c>. What goes wrong comes back as a tool's error with code and message.
/// </summary>
public static class LongRagMcpServer
{
    private const string Instructions =
        "LongRag finds and answers from the user's documents. Use search for passages, ask for an answer whose quotes were checked, get_outline and get_document to read on in a long document. Name title and pages of what you use.";

    private static readonly string[] NotOffered = ["rerank"];

    private static readonly Implementation About = new() { Name = "longrag", Title = "LongRag", Version = typeof(LongRagMcpServer).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0" };

    /// <summary>Makes a server's options serve a LongRag.</summary>
    /// <param name="server">The options.</param>
    /// <param name="rag">What answers; its rights are the client's.</param>
    /// <param name="options">What may be called and how much is told; null for the defaults, which are read-only.</param>
    public static void Configure(McpServerOptions server, ILongRag rag, LongRagFunctionOptions? options = null) => Configure(server, rag, options, failed: null);

    /// <summary>The same, for whoever keeps a log.</summary>
    /// <param name="server">The options.</param>
    /// <param name="rag">What answers; its rights are the client's.</param>
    /// <param name="options">What may be called and how much is told; null for the defaults.</param>
    /// <param name="failed">Told the tool and what broke inside, of which the client is told little; null for nobody.</param>
    internal static void Configure(McpServerOptions server, ILongRag rag, LongRagFunctionOptions? options, Action<string, Exception>? failed)
    {
        server.ServerInfo = About;
        server.ServerInstructions = Instructions;
        server.ToolCollection = [];
        foreach (var function in LongRagFunctions.Create(rag, (options ?? new LongRagFunctionOptions()) with { ThrowErrors = true }))
            if (!NotOffered.Contains(function.Name, StringComparer.Ordinal)) server.ToolCollection.Add(Tool(new ToolFunction(function, rag is IManagedLongRag { Principal.IsOperator: true }, failed)));
    }

    /// <summary>Serves one client over standard input and output until it closes the input. Whatever else is written to <see cref="Console.Out"/> meanwhile goes to standard error.</summary>
    /// <param name="rag">What answers; its rights are the client's.</param>
    /// <param name="options">What may be called and how much is told; null for the defaults, which are read-only.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task RunStdioAsync(ILongRag rag, LongRagFunctionOptions? options = null, CancellationToken cancellationToken = default)
    {
        var output = Console.Out;
        Console.SetOut(Console.Error);
        try
        {
            await RunAsync(rag, Console.OpenStandardInput(), Console.OpenStandardOutput(), options, Told, cancellationToken);
        }
        finally
        {
            Console.SetOut(output);
        }
    }

    /// <summary>Serves one client over two streams until the input ends.</summary>
    /// <param name="rag">What answers; its rights are the client's.</param>
    /// <param name="input">What the client writes.</param>
    /// <param name="output">What the client reads.</param>
    /// <param name="options">What may be called and how much is told; null for the defaults, which are read-only.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static Task RunAsync(ILongRag rag, Stream input, Stream output, LongRagFunctionOptions? options = null, CancellationToken cancellationToken = default) => RunAsync(rag, input, output, options, failed: null, cancellationToken);

    // Whoever started the program shows what it writes there, or keeps it.
    private static void Told(string tool, Exception failure) =>
        Console.Error.WriteLine($"longrag: {tool} failed: {(failure is LongRagException known ? $"{PrintableText.OneLine(known.Message)} [{known.Code}]" : $"{failure.GetType().Name}: {PrintableText.OneLine(failure.Message)}")}");

    private static async Task RunAsync(ILongRag rag, Stream input, Stream output, LongRagFunctionOptions? options, Action<string, Exception>? failed, CancellationToken cancellationToken)
    {
        var server = new McpServerOptions();
        Configure(server, rag, options, failed);
        await using var transport = new StreamServerTransport(input, output, About.Name);
        await using var running = McpServer.Create(transport, server);
        await running.RunAsync(cancellationToken);
    }

    /// <summary>All of it is idempotent: a text is stored under its source, and a document that is gone stays gone. None of it reaches beyond the documents.</summary>
    private static McpServerTool Tool(ToolFunction function)
    {
        var writes = LongRagFunctions.Writing.Contains(function.Name);
        return McpServerTool.Create(function, new McpServerToolCreateOptions { ReadOnly = !writes, Destructive = writes, Idempotent = true, OpenWorld = false });
    }
}
