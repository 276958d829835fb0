using System.Text.Json;
using Microsoft.Extensions.AI;

namespace LongRag.Client.Functions;

/// <summary>A function whose every failure that the caller can do something about has a code, and is told rather than thrown where a model calls.</summary>
internal sealed class ToldErrors(AIFunction function, bool throws) : DelegatingAIFunction(function)
{
    protected override async ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        try
        {
            return await base.InvokeCoreAsync(arguments, cancellationToken);
        }
        catch (LongRagException e) when (!throws)
        {
            return LongRagFunctions.Error(e.Code, e.Message);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return throws ? throw new LongRagException("bad_argument", e.Message, e) : LongRagFunctions.Error("bad_argument", e.Message);
        }
    }
}
