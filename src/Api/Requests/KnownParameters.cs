using System.Reflection;
using LongRag.Api.Access;
using LongRag.Api.Errors;
using LongRag.Api.Uploads;

namespace LongRag.Api.Requests;

/// <summary>Refuses parameters of the address that a route does not know, as members of a body are refused: a misspelt limit must not be none.</summary>
internal static class KnownParameters
{
    public static EndpointFilterDelegate Filter(EndpointFilterFactoryContext context, EndpointFilterDelegate next)
    {
        string[] names = [.. context.MethodInfo.GetParameters().Where(IsOfAddress).Select(parameter => parameter.Name!)];
        return invocation =>
        {
            Check(invocation.HttpContext, names);
            return next(invocation);
        };
    }

    private static bool IsOfAddress(ParameterInfo parameter) => (Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType) is var type && (type.IsPrimitive || type == typeof(string));

    private static void Check(HttpContext http, string[] names)
    {
        if (http.Request.Query.Count == 0 || http.GetEndpoint()?.Metadata is not { } metadata || metadata.GetMetadata<OpenRoute>() is not null) return;
        string[] known = [.. names.Where(name => !http.Request.RouteValues.ContainsKey(name)), .. metadata.GetMetadata<UploadRoute>() is null ? [] : UploadForm.Parameters];
        if (http.Request.Query.Keys.FirstOrDefault(name => !known.Contains(name, StringComparer.OrdinalIgnoreCase)) is { } unknown)
            throw new ArgumentRefusedException(unknown, $"There is no parameter '{PrintableText.OneLine(unknown)}' here; {(known.Length == 0 ? "the address takes none" : $"possible: {string.Join(", ", known)}")}.", "unknown_field");
    }
}
