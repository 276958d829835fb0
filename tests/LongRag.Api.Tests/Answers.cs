using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace LongRag.Api.Tests;

/// <summary>Reads what the service answered.</summary>
public static class Answers
{
    /// <summary>The body as JSON; the status must be the one expected.</summary>
    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage answer, int status)
    {
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(status == (int)answer.StatusCode, $"{(int)answer.StatusCode}: {text}");
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }

    /// <summary>The problem of a refusal: its shape is checked, and that its status is the answer's.</summary>
    public static async Task<JsonElement> ProblemAsync(this HttpResponseMessage answer, int status, string code)
    {
        var problem = await answer.JsonAsync(status);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal((code, status, $"urn:longrag:{code}"), (problem.GetProperty("code").GetString(), problem.GetProperty("status").GetInt32(), problem.GetProperty("type").GetString()));
        Assert.NotEqual("", problem.GetProperty("title").GetString());
        Assert.NotEqual("", problem.GetProperty("detail").GetString());
        Assert.NotEqual("", problem.GetProperty("trace_id").GetString());
        return problem;
    }

    public static Task<HttpResponseMessage> PostJsonAsync(this HttpClient client, string path, object body) => client.PostAsJsonAsync(path, body, TestContext.Current.CancellationToken);

    public static async Task<HttpResponseMessage> PostTextAsync(this HttpClient client, string path, string body, string type = "application/json")
    {
        using var content = new StringContent(body, Encoding.UTF8, type);
        return await client.PostAsync(path, content, TestContext.Current.CancellationToken);
    }

    public static Task<HttpResponseMessage> GetAsync(this HttpClient client, string path) => client.GetAsync(path, TestContext.Current.CancellationToken);

    public static Task<HttpResponseMessage> DeleteAsync(this HttpClient client, string path) => client.DeleteAsync(path, TestContext.Current.CancellationToken);

    /// <summary>The events of a stream, comments with the name ":".</summary>
    public static async IAsyncEnumerable<(string Name, string Data)> EventsAsync(this HttpResponseMessage answer)
    {
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        var (name, data) = ("", "");
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.StartsWith(':')) yield return (":", line[1..].Trim());
            else if (line.StartsWith("event: ", StringComparison.Ordinal)) name = line[7..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal)) data += line[6..];
            else if (line.Length == 0 && data.Length > 0)
            {
                yield return (name, data);
                (name, data) = ("", "");
            }
        }
    }
}
