using LongRag.Api.Access;
using LongRag.Api.Collections;
using LongRag.Api.Documents;
using LongRag.Api.Errors;
using LongRag.Api.Jobs;
using LongRag.Api.Json;
using LongRag.Api.OpenAi;
using LongRag.Api.Operations;
using LongRag.Api.Questions;
using LongRag.Api.Reference;
using LongRag.Api.Requests;
using LongRag.Api.Reranking;
using LongRag.Api.Streaming;
using LongRag.Api.Uploads;
using LongRag.Client.Functions;
using LongRag.Models.Remote;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LongRag.Api;

/// <summary>LongRag over HTTP, for an application of ASP.NET Core that has an <see cref="ILongRagService"/>.</summary>
public static class LongRagApi
{
    private static readonly TimeSpan MostPatience = TimeSpan.FromSeconds(5);

    /// <summary>Adds what the routes need, and sets the server's limits.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="server">The limits; null for those configured as <c>LongRag:Server</c> where LongRag runs in this application, else for the defaults.</param>
    public static IServiceCollection AddLongRagApi(this IServiceCollection services, ServerOptions? server = null)
    {
        services.AddSingleton(provider => server ?? provider.GetService<EngineOptions>()?.Settings.Server ?? new ServerOptions());
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<KeyCache>();
        services.AddSingleton<ReadLimit>();
        services.AddSingleton<Readiness>();
        services.TryAddSingleton(provider => new EventStreams(provider.GetRequiredService<TimeProvider>(), EventStream.KeepAlive));
        services.AddRouting();
        services.ConfigureHttpJsonOptions(json => ApiJson.Apply(json.SerializerOptions));
        // What cannot be bound is thrown, to be told in one place.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddRequestTimeouts();
        services.AddRateLimiter(_ => { });
        Compression.Add(services);
        services.AddOptions<KestrelServerOptions>().Configure<ServerOptions>(ServerLimits.Apply);
        services.AddOptions<RequestTimeoutOptions>().Configure<ServerOptions>((options, limits) =>
            options.DefaultPolicy = new RequestTimeoutPolicy { Timeout = TimeSpan.FromSeconds(limits.RequestSeconds), TimeoutStatusCode = StatusCodes.Status504GatewayTimeout });
        services.AddOptions<RateLimiterOptions>().Configure<ServerOptions>(RequestLimits.Configure);
        services.AddOpenApi(OpenApiDocuments.Name, OpenApiDocuments.Configure);
        services.AddLongRagMcp();
        MetricsEndpoint.Add(services);
        Telemetry.Add(services);
        return services;
    }

    /// <summary>Puts LongRag's routes into the application, behind what finds out who asks. Routes that the application maps besides are guarded too.</summary>
    public static WebApplication MapLongRag(this WebApplication app)
    {
        app.Use((http, next) =>
        {
            RequestIds.Assign(http);
            SecurityHeaders.Add(http);
            ReferencePage.Protect(http);
            // A client that waits is told to come back, rather than nothing until its time is over.
            Attempts.Patience.Value = MostPatience;
            return next(http);
        });
        app.UseMiddleware<ErrorMiddleware>();
        // Behind the errors: of a body that fails half-way nothing is left in the compressor.
        app.UseResponseCompression();
        app.UseRouting();
        app.UseMiddleware<AccessMiddleware>();
        app.UseRequestTimeouts();
        app.Use(TimeLimit.KeepAsync);
        app.UseRateLimiter();
        var server = app.Services.GetRequiredService<ServerOptions>();
        app.Use((http, next) =>
        {
            BodyLimit.Apply(http, server);
            JsonCharset.Check(http.Request);
            return next(http);
        });

        var own = app.MapGroup("").RefusesAs(typeof(Problem), Problem.MediaType).AddEndpointFilterFactory(KnownParameters.Filter);
        CollectionEndpoints.Map(own);
        DocumentEndpoints.Map(own);
        UploadEndpoints.Map(own, server);
        JobEndpoints.Map(own);
        QuestionEndpoints.Map(own);
        RerankEndpoints.Map(own);
        OperationEndpoints.Map(own);
        var openAi = app.MapGroup("").RefusesAs(typeof(OpenAiError), "application/json").WithMetadata(OpenAiRoute.Instance).WithTags("OpenAI");
        ChatEndpoints.Map(openAi);
        ModelEndpoints.Map(openAi);
        EmbeddingEndpoints.Map(openAi);
        app.MapLongRagMcp("/mcp", http => http.LongRag, http => new LongRagFunctionOptions { AllowWriting = server.McpWriting && http.Principal.Right >= AccessRight.Write, Collection = UsualCollection(http.Principal) }).RequireRateLimiting(WorkLimit.Answers);
        MetricsEndpoint.Map(app);
        PageFiles.Map(app);
        app.MapOpenApi().IsOpen();
        ReferencePage.Map(app);
        return app;
    }

    // A text without a collection goes where it can go: into the only one that the key has.
    private static string UsualCollection(Principal principal) => principal.Collections is { Count: 1 } own ? own.First() : Collection.DefaultName;
}
