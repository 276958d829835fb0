using LongRag.Storage;

namespace LongRag.Hosting;

/// <summary>Refuses what a principal may not do, in the same words as what does not exist.</summary>
internal static class Access
{
    /// <summary>Throws <c>no_such_collection</c> where the principal may not see the collection, and <c>forbidden</c> where it sees it and may not do this.</summary>
    public static void Require(Principal principal, AccessRight right, string collection)
    {
        if (!principal.MaySee(collection)) throw NoCollection(collection);
        if (!principal.May(right, collection)) throw new LongRagException("forbidden", $"This key may not {Verb(right)} in '{collection}'.");
    }

    /// <summary>A collection that is not there, or not for the one who asks.</summary>
    public static LongRagException NoCollection(string collection) => new(StorageCodes.NoSuchCollection, $"There is no collection '{collection}'.");

    /// <summary>A document that is not there, or not for the one who asks.</summary>
    public static LongRagException NoDocument(string id) => new("no_such_document", $"There is no document '{id}'.");

    /// <summary>A job that is not there, or not for the one who asks.</summary>
    public static LongRagException NoJob(string id) => new("no_such_job", $"There is no job '{id}'.");

    private static string Verb(AccessRight right) => right switch { AccessRight.Write => "write", AccessRight.Admin => "administer", _ => "read" };
}
