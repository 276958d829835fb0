using System.CommandLine;
using LongRag.Client;
using LongRag.Client.Functions;
using LongRag.Mcp;
using LongRag.Storage;

namespace LongRag.Cli.Commands;

/// <summary><c>longrag mcp</c>: the Model Context Protocol over standard input and output, for a program that starts its servers itself.</summary>
internal static class McpCommand
{
    public static Command Create()
    {
        var url = ServiceAddress.Url("Speak for the service that listens there, instead of opening the data folder.");
        var key = ServiceAddress.KeyFile();
        var writing = new Option<bool>("--allow-writing") { Description = "Offer save_text and delete_document too." };
        var command = new Command("mcp", """
            Serve search, ask, get_document, get_outline and list_collections to a program that speaks the Model Context Protocol, over standard input and output.

              {"mcpServers":{"longrag":{"command":"longrag","args":["mcp"]}}}
              longrag mcp --url http://127.0.0.1:8080 --key-file key

            It reads beside a running service, other commands and other programs that start it. With --allow-writing it opens the data folder for writing, which one process at a time may: beside a
            running service, give its --url. The service itself speaks the protocol at /mcp.
            """) { url, key, writing };
        return command.Does(async (invocation, cancellationToken) =>
        {
            var options = new LongRagFunctionOptions { AllowWriting = invocation.Get(writing), Collection = invocation.Collection };
            if (invocation.Get(url) is { } service)
            {
                using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
                await LongRagMcpServer.RunStdioAsync(new LongRagClient(http, service, ServiceAddress.KeyIn(invocation.Get(key))), options, cancellationToken);
                return ExitCode.Done;
            }

            await using var engine = await OpenAsync(invocation, options.AllowWriting, cancellationToken);
            await LongRagMcpServer.RunStdioAsync(engine.For(Principal.Owner), options, cancellationToken);
            return ExitCode.Done;
        });
    }

    private static async Task<LongRagEngine> OpenAsync(Invocation invocation, bool writes, CancellationToken cancellationToken)
    {
        try
        {
            return await LongRagEngine.OpenAsync(new EngineOptions(invocation.Settings, invocation.DataPath) { Workers = ReadWorkers.OptionsOf(invocation, null), RunsJobs = writes, OnlyReads = !writes }, cancellationToken);
        }
        catch (LongRagException e) when (e.Code is StorageCodes.Locked)
        {
            throw new LongRagException(e.Code, $"{e.Message} Where that is 'longrag serve', give its address: longrag mcp --url http://127.0.0.1:8080", e);
        }
    }
}
