using LongRag.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LongRag.Cli.Serving;

/// <summary>Composes the process that serves. Nothing is read but LongRag's own configuration, and OpenTelemetry's: no settings file of the folder it was started in, no variables that a container's base image sets.</summary>
internal static class ServiceHost
{
    public static WebApplication Build(Invocation invocation, string[] urls)
    {
        var settings = invocation.Settings;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "longrag", EnvironmentName = Environments.Production, ContentRootPath = AppContext.BaseDirectory });
        // The exporter reads OTEL_… variables through the configuration, which is empty here.
        builder.Configuration.AddInMemoryCollection(TelemetryVariables());
        builder.WebHost.UseKestrelCore().UseUrls(urls);
        Log(builder.Logging, invocation.Get(CommonOptions.Verbose));
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(settings.Server.DrainSeconds));
        // The command line takes the signals.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.AddSingleton(provider => new EngineOptions(settings, invocation.DataPath)
        {
            Workers = ReadWorkers.OptionsOf(invocation, null),
            Log = provider.GetRequiredService<ILoggerFactory>().CreateLogger("LongRag"),
        });
        builder.Services.AddLongRag();
        builder.Services.AddLongRagApi(settings.Server);
        var app = builder.Build();
        app.MapLongRag();
        return app;
    }

    public static async Task StartAsync(WebApplication app, CancellationToken cancellationToken)
    {
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException e)
        {
            throw new LongRagException("address_unavailable", $"The service cannot listen there: {PrintableText.OneLine(e.Message)}", e);
        }
    }

    private static IEnumerable<KeyValuePair<string, string?>> TelemetryVariables() =>
        Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>().Select(one => KeyValuePair.Create((string)one.Key, (string?)one.Value)).Where(one => one.Key.StartsWith("OTEL_", StringComparison.Ordinal));

    private static void Log(ILoggingBuilder logging, bool isVerbose)
    {
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            console.UseUtcTimestamp = true;
        });
        // Data goes to standard output, and this is none.
        logging.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(options => options.LogToStandardErrorThreshold = LogLevel.Trace);
        logging.SetMinimumLevel(isVerbose ? LogLevel.Debug : LogLevel.Information);
        logging.AddFilter("Microsoft", isVerbose ? LogLevel.Information : LogLevel.Warning);
        logging.AddFilter("System", LogLevel.Warning);
        // What keeps the service from starting is told in one line.
        logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.Critical);
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
