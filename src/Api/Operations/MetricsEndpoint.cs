using LongRag.Api.Access;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace LongRag.Api.Operations;

/// <summary>Metrics in Prometheus's text form: those of the meter <c>LongRag</c>, of the server and of the requests.</summary>
internal static class MetricsEndpoint
{
    private static readonly string[] Meters = [ServiceMetrics.MeterName, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime"];

    private static string? Version => typeof(MetricsEndpoint).Assembly.GetName().Version?.ToString(3);

    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<ServiceMetrics>();
        services.AddOpenTelemetry().ConfigureResource(resource => resource.AddService("longrag", serviceVersion: Version)).WithMetrics(metrics => metrics.AddMeter(Meters).AddPrometheusExporter());
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        var endpoints = routes.MapPrometheusScrapingEndpoint("/metrics");
        endpoints.WithDisplayName("metrics");
        endpoints.Add(endpoint =>
        {
            var scrape = endpoint.RequestDelegate!;
            endpoint.RequestDelegate = async http =>
            {
                if (http.Principal.Collections is not null) throw new LongRagException("forbidden", "Metrics count over all collections, and this key may not see them all.");
                await http.RequestServices.GetRequiredService<ServiceMetrics>().RefreshAsync(http.RequestAborted);
                await scrape(http);
            };
        });
    }
}
