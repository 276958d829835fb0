using System.Text.Json.Serialization;
using LongRag.Api.Access;
using LongRag.Api.Reference;

namespace LongRag.Api.OpenAi;

/// <summary>Collections as models, and the encoder.</summary>
internal static class ModelEndpoints
{
    /// <summary>The model that stands for the default collection, where no collection is named so.</summary>
    public const string Default = "longrag";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/models");
        group.MapRead("", ListAsync).WithName("listModels").WithSummary("Lists the collections that the key may read, and the encoder, as models");
        group.MapRead("/{model}", GetAsync).WithName("getModel").WithSummary("Tells whether there is a model").Produces<OpenAiError>(404);
    }

    private static async Task<Ok<ModelList>> ListAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var collections = await http.LongRag.ListCollectionsAsync(cancellationToken);
        var names = collections.Select(collection => collection.Name).ToList();
        if ((names.Contains(Collection.DefaultName, StringComparer.Ordinal) || (names.Count > 0 && !http.Principal.MaySee(Collection.DefaultName))) && !names.Contains(Default, StringComparer.Ordinal)) names.Insert(0, Default);
        // The encoder too: clients look up here what /v1/embeddings takes.
        if (http.LongRag.Info().Encoder is { } encoder && !names.Contains(encoder, StringComparer.Ordinal)) names.Add(encoder);
        return TypedResults.Ok(new ModelList("list", [.. names.Select(Model)]));
    }

    private static async Task<Ok<ModelInfo>> GetAsync(HttpContext http, string model)
    {
        if (string.Equals(model, http.LongRag.Info().Encoder, StringComparison.Ordinal)) return TypedResults.Ok(Model(model));
        if (await CollectionOfAsync(http, model) is { } collection) await http.LongRag.GetCollectionAsync(collection, http.RequestAborted);
        else if ((await http.LongRag.ListCollectionsAsync(http.RequestAborted)).Count == 0) throw LongRag.Hosting.Access.NoCollection(Default);
        return TypedResults.Ok(Model(model));
    }

    /// <summary>The collection that a model stands for; null for those of the caller, who may not see the default one. One that is named as the default's model is, and that the caller may see, is meant itself.</summary>
    public static async Task<string?> CollectionOfAsync(HttpContext http, string model)
    {
        if (!string.Equals(model, Default, StringComparison.Ordinal)) return model;
        try
        {
            return (await http.LongRag.GetCollectionAsync(Default, http.RequestAborted)).Name;
        }
        catch (LongRagException e) when (e.Code is "no_such_collection")
        {
            return http.Principal.MaySee(Collection.DefaultName) ? Collection.DefaultName : null;
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
