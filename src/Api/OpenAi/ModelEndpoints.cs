using System.Text.Json.Serialization;
using LongRag.Api.Access;

namespace LongRag.Api.OpenAi;

/// <summary>Collections as models.</summary>
internal static class ModelEndpoints
{
    /// <summary>The model that stands for the default collection, where no collection is named so.</summary>
    public const string Default = "longrag";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/models");
        group.MapGet("", ListAsync).WithName("listModels").WithSummary("Lists the collections that the key may read, as models");
        group.MapGet("/{model}", GetAsync).WithName("getModel").WithSummary("Tells whether there is a model").Produces<OpenAiError>(404);
    }

    private static async Task<Ok<ModelList>> ListAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var collections = await http.LongRag.ListCollectionsAsync(cancellationToken);
        var names = collections.Select(collection => collection.Name).ToList();
        if (names.Contains(Collection.DefaultName, StringComparer.Ordinal) && !names.Contains(Default, StringComparer.Ordinal)) names.Insert(0, Default);
        return TypedResults.Ok(new ModelList("list", [.. names.Select(Model)]));
    }

    private static async Task<Ok<ModelInfo>> GetAsync(HttpContext http, string model)
    {
        await http.LongRag.GetCollectionAsync(await CollectionOfAsync(http, model), http.RequestAborted);
        return TypedResults.Ok(Model(model));
    }

    /// <summary>The collection that a model stands for. One that is named as the default's model is, and that the caller may see, is meant itself.</summary>
    public static async Task<string> CollectionOfAsync(HttpContext http, string model)
    {
        if (!string.Equals(model, Default, StringComparison.Ordinal)) return model;
        try
        {
            return (await http.LongRag.GetCollectionAsync(Default, http.RequestAborted)).Name;
        }
        catch (LongRagException e) when (e.Code is "no_such_collection")
        {
            return Collection.DefaultName;
        }
    }

    private static ModelInfo Model(string name) => new(name, "model", 0, "longrag");
}

/// <summary>Models.</summary>
/// <param name="Kind"><c>list</c>.</param>
/// <param name="Data">The models.</param>
public sealed record ModelList([property: JsonPropertyName("object")] string Kind, IReadOnlyList<ModelInfo> Data);

/// <summary>A collection as a model.</summary>
/// <param name="Id">The collection's name.</param>
/// <param name="Kind"><c>model</c>.</param>
/// <param name="Created">0: not known.</param>
/// <param name="OwnedBy"><c>longrag</c>.</param>
public sealed record ModelInfo(string Id, [property: JsonPropertyName("object")] string Kind, long Created, string OwnedBy);
