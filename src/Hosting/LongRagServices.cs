using LongRag.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers LongRag with a host.</summary>
public static class LongRagServices
{
    /// <summary>
    /// LongRag in this process, opened with the host and closed with it: <see cref="LongRag.IManagedLongRag"/> and <see cref="LongRag.ILongRag"/> with every right, and
    /// <see cref="LongRag.ILongRagService"/> for views with fewer.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Sets options; null for the defaults.</param>
    public static IServiceCollection AddLongRag(this IServiceCollection services, Action<LongRagOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<LongRagOptions>().Configure(options => configure?.Invoke(options));
        services.TryAddSingleton(provider => provider.GetRequiredService<IOptions<LongRagOptions>>().Value.Engine(
            provider.GetService<ILoggerFactory>()?.CreateLogger("LongRag") ?? Logging.Abstractions.NullLogger.Instance,
            provider.GetService<TimeProvider>() ?? TimeProvider.System));
        services.AddSingleton<EngineHost>();
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<EngineHost>());
        services.AddSingleton<LongRag.ILongRagService>(provider => provider.GetRequiredService<EngineHost>().Engine);
        services.AddSingleton(provider => provider.GetRequiredService<LongRag.ILongRagService>().For(LongRag.Principal.Owner));
        services.AddSingleton<LongRag.ILongRag>(provider => provider.GetRequiredService<LongRag.IManagedLongRag>());
        return services;
    }
}
