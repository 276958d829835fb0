using System.Text.Json;
using LongRag.Models.Remote;

namespace LongRag.Rankers.Pointwise.Remote;

/// <summary>The requests and answers of rerank servers, by protocol.</summary>
internal static class RerankBody
{
    /// <summary>What is sent.</summary>
    public static byte[] Write(RerankProtocol protocol, string? model, string query, IReadOnlyList<string> passages)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            if (protocol is not RerankProtocol.Tei) writer.WriteString("model", model);
            writer.WriteString("query", query);
            writer.WriteStartArray(protocol is RerankProtocol.Tei ? "texts" : "documents");
            foreach (var passage in passages) writer.WriteStringValue(passage);
            writer.WriteEndArray();
            switch (protocol)
            {
                case RerankProtocol.Tei:
                    writer.WriteBoolean("raw_scores", false);
                    writer.WriteBoolean("return_text", false);
                    writer.WriteBoolean("truncate", true);
                    break;
                default:
                    writer.WriteNumber("top_n", passages.Count);
                    if (protocol is RerankProtocol.Jina) writer.WriteBoolean("return_documents", false);
                    break;
            }

            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    /// <summary>One score each passage, null where the server gave none or one that is no number.</summary>
    /// <param name="protocol">Which form.</param>
    /// <param name="body">What the server sent.</param>
    /// <param name="count">How many passages were sent.</param>
    /// <param name="key">What no message may hold; null for none.</param>
    /// <param name="bad">Makes the error from what is wrong; also where no passage got a score, which is no ranking.</param>
    public static RerankScores Read(RerankProtocol protocol, byte[] body, int count, string? key, Func<string, LongRagException> bad)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var results = protocol is RerankProtocol.Tei ? document.RootElement : document.RootElement.GetProperty("results");
            var (scores, repeated, unknown) = (new double?[count], 0, 0);
            var seen = new bool[count];
            foreach (var result in results.EnumerateArray())
            {
                var index = result.GetProperty("index").GetInt32();
                if (index < 0 || index >= count) unknown++;
                else if (seen[index]) repeated++;
                else
                {
                    seen[index] = true;
                    scores[index] = Score(result.GetProperty(protocol is RerankProtocol.Tei ? "score" : "relevance_score"));
                }
            }

            if (count > 0 && Array.TrueForAll(scores, score => score is null)) throw bad($"gave none of the {count} passages a score ({ServerFailure.Start(body, key)})");
            return new RerankScores(scores, repeated, unknown);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw bad($"answered what is no list of scores ({ServerFailure.Start(body, key)}): are Endpoint, up to and with the version, and Protocol right");
        }
    }

    // NaN is no number in JSON: servers write null or a text.
    private static double? Score(JsonElement value) => value.ValueKind is JsonValueKind.Number && double.IsFinite(value.GetDouble()) ? value.GetDouble() : null;
}

/// <summary>Scores of passages, and how many results named a passage again or none that was sent.</summary>
internal sealed record RerankScores(IReadOnlyList<double?> Scores, int Repeated, int Unknown);
