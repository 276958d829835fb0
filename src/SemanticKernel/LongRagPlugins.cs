using LongRag;
using LongRag.Client;
using LongRag.Client.Functions;
using LongRag.SemanticKernel;
using Microsoft.SemanticKernel.Data;

namespace Microsoft.SemanticKernel;

/// <summary>LongRag as plugins of a kernel.</summary>
public static class LongRagPlugins
{
    /// <summary>Name of the plugin.</summary>
    public const string PluginName = "LongRag";

    // Shared by all kernels of the process. A model on a processor may take minutes for an answer.
    private static readonly HttpClient Http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2) }) { Timeout = TimeSpan.FromMinutes(10) };

    /// <summary>Adds the plugin <c>LongRag</c> with the functions of <see cref="LongRagFunctions"/>, over a LongRag in this process or elsewhere.</summary>
    /// <param name="plugins">The kernel's plugins.</param>
    /// <param name="rag">What answers; its rights are the model's.</param>
    /// <param name="options">What the model may call and how much it is told; null for the defaults.</param>
    public static KernelPlugin AddLongRag(this ICollection<KernelPlugin> plugins, ILongRag rag, LongRagFunctionOptions? options = null) =>
        Added(plugins, KernelPluginFactory.CreateFromFunctions(
            PluginName, "Searches documents, answers from them with checked citations, and reads them.", LongRagFunctions.Create(rag, options).Select(function => function.AsKernelFunction())));

    /// <summary>The same over HTTP.</summary>
    /// <param name="plugins">The kernel's plugins.</param>
    /// <param name="service">Address of the service, such as <c>http://127.0.0.1:8080</c>.</param>
    /// <param name="key">The API key; null where the service wants none.</param>
    /// <param name="options">What the model may call and how much it is told; null for the defaults.</param>
    public static KernelPlugin AddLongRag(this ICollection<KernelPlugin> plugins, Uri service, string? key = null, LongRagFunctionOptions? options = null) =>
        plugins.AddLongRag(new LongRagClient(Http, service, key), options);

    /// <summary>Adds a plugin with <c>Search</c> and <c>GetTextSearchResults</c> (<c>query</c>, <c>count</c>, <c>skip</c>): what code written for <c>CreateWithSearch</c> and <c>CreateWithGetTextSearchResults</c> calls.</summary>
    /// <param name="plugins">The kernel's plugins.</param>
    /// <param name="search">What searches.</param>
    /// <param name="pluginName">Name of the plugin.</param>
    public static KernelPlugin AddLongRagTextSearch(this ICollection<KernelPlugin> plugins, LongRagTextSearch search, string pluginName = "SearchPlugin") =>
        Added(plugins, KernelPluginFactory.CreateFromFunctions(pluginName, "Searches documents.", [search.CreateSearch(), search.CreateGetTextSearchResults()]));

    private static KernelPlugin Added(ICollection<KernelPlugin> plugins, KernelPlugin plugin)
    {
        plugins.Add(plugin);
        return plugin;
    }
}
