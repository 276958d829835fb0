using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace LongRag.Api.Operations;

/// <summary>Sends traces and metrics to where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says; without it nothing is sent anywhere.</summary>
internal static class Telemetry
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public static void Add(IServiceCollection services)
    {
        if (string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(Endpoint))) return;
        services.AddOpenTelemetry()
            .WithTracing(tracing => tracing.AddSource(LongRagTelemetry.Name).AddAspNetCoreInstrumentation().AddOtlpExporter())
            .WithMetrics(metrics => metrics.AddOtlpExporter());
    }
}
