using LongRag.Client.Functions;
using Microsoft.Extensions.AI;
using ModelContextProtocol.Protocol;

namespace LongRag.Mcp;

/// <summary>A function whose failures are results that say so: the protocol's errors are about the protocol. They are told in full to those who run the service.</summary>
/// <param name="function">What is called.</param>
/// <param name="isForOperator">Whether the caller is one of them.</param>
/// <param name="failed">Told the tool and what broke inside; null for nobody.</param>
internal sealed class ToolFunction(AIFunction function, bool isForOperator, Action<string, Exception>? failed) : DelegatingAIFunction(function)
{
    protected override async ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        try
        {
            ToolArguments.Check(this, arguments);
            return await base.InvokeCoreAsync(arguments, cancellationToken);
        }
        catch (LongRagException e)
        {
            if (PublicMessage.IsInside(e.Code)) failed?.Invoke(Name, e);
            return Failed(e.Code, isForOperator ? e.Message : PublicMessage.Of(e.Code, e.Message));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // What broke here is nobody's business there.
            failed?.Invoke(Name, e);
            return Failed("internal_error", $"{Name} failed.");
        }
    }

    private static CallToolResult Failed(string code, string message) => new() { IsError = true, Content = [new TextContentBlock { Text = LongRagFunctions.Error(code, message).GetRawText() }] };
}
