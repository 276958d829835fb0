using LongRag;
using LongRag.Client.Functions;
using LongRag.Mcp;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Server;

namespace Microsoft.AspNetCore.Builder;

/// <summary>LongRag over the Model Context Protocol's streamable HTTP, without sessions: every request stands for itself.</summary>
public static partial class LongRagMcpEndpoints
{
    /// <summary>Adds what <see cref="MapLongRagMcp"/> needs.</summary>
    /// <remarks>What the protocol's own code logs is left out (category <c>ModelContextProtocol</c>, unless the application says otherwise): every call of a tool that there is not is an error with a stack to it. What breaks in a tool is logged by category <c>LongRag.Mcp</c>, with the request's id.</remarks>
    public static IServiceCollection AddLongRagMcp(this IServiceCollection services)
    {
        services.Configure<LoggerFilterOptions>(filters => filters.Rules.Insert(0, new LoggerFilterRule(null, "ModelContextProtocol", LogLevel.Critical, null)));
        services.AddMcpServer().WithHttpTransport(transport =>
        {
            transport.Stateless = true;
            transport.ConfigureSessionOptions = (http, server, _) =>
            {
                http.GetEndpoint()?.Metadata.GetMetadata<Served>()?.Configure(http, server);
                return Task.CompletedTask;
            };
        });
        return services;
    }

    /// <summary>Serves LongRag at an address.</summary>
    /// <param name="endpoints">The application's routes; <see cref="AddLongRagMcp"/> was called for its services.</param>
    /// <param name="pattern">The address, such as <c>/mcp</c>.</param>
    /// <param name="rag">What answers a request: LongRag with the rights of its caller.</param>
    /// <param name="options">What the caller may call and how much it is told; null for the defaults, which are read-only.</param>
    public static IEndpointConventionBuilder MapLongRagMcp(this IEndpointRouteBuilder endpoints, string pattern, Func<HttpContext, ILongRag> rag, Func<HttpContext, LongRagFunctionOptions>? options = null) =>
        endpoints.MapMcp(pattern).WithMetadata(new Served(rag, options));

    private sealed partial class Served(Func<HttpContext, ILongRag> rag, Func<HttpContext, LongRagFunctionOptions>? options)
    {
        public void Configure(HttpContext http, McpServerOptions server)
        {
            var (log, request) = (http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("LongRag.Mcp"), http.TraceIdentifier);
            LongRagMcpServer.Configure(server, rag(http), options?.Invoke(http), (tool, failure) => Failed(log, tool, (failure as LongRagException)?.Code ?? "internal_error", request, failure));
        }

        [LoggerMessage(1, LogLevel.Error, "Tool {Tool} failed: {Code}, request {Request}")]
        private static partial void Failed(ILogger log, string tool, string code, string request, Exception error);
    }
}
