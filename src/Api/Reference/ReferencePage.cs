using LongRag.Api.Access;
using Scalar.AspNetCore;

namespace LongRag.Api.Reference;

/// <summary>The interactive page at <c>/docs</c>. Its script comes with the program; it asks nobody but this service.</summary>
internal static class ReferencePage
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapScalarApiReference("/docs", options =>
    {
        options.Title = "LongRag API";
        options.OpenApiRoutePattern = $"/openapi/{OpenApiDocuments.Name}.json";
        options.DefaultFonts = false;
        options.Telemetry = false;
        options.HideClientButton = true;
        options.ShowDeveloperTools = DeveloperToolsVisibility.Never;
        options.PersistentAuthentication = false;
        options.WithNonce();
        options.Agent = new ScalarAgentOptions { Disabled = true };
    }).IsOpen();

    /// <summary>Lets the page's own scripts run, by the number that only this answer has; it styles itself as it goes.</summary>
    public static void Protect(HttpContext http)
    {
        if (!http.Request.Path.StartsWithSegments("/docs", StringComparison.Ordinal)) return;
        http.Response.OnStarting(static state =>
        {
            var context = (HttpContext)state;
            var nonce = context.Items[ScalarOptions.NonceHttpContextItemKey] is string given ? $" 'nonce-{given}'" : "";
            context.Response.Headers.ContentSecurityPolicy =
                $"default-src 'none'; script-src 'self'{nonce}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
            return Task.CompletedTask;
        }, http);
    }
}
