using System.Text.Json;
using LongRag.Api.Errors;
using LongRag.Api.Json;

namespace LongRag.Api.Uploads;

/// <summary>Reads a JSON body where a route takes other kinds of bodies too.</summary>
internal static class JsonBody
{
    public static async Task<T> ReadAsync<T>(HttpContext http) where T : class
    {
        try
        {
            return await http.Request.ReadFromJsonAsync<T>(ApiJson.Options, http.RequestAborted) ?? throw new ArgumentRefusedException("body", "The body is null.", "bad_json");
        }
        catch (JsonException e)
        {
            throw new BadHttpRequestException("The body is not what is expected.", StatusCodes.Status400BadRequest, e);
        }
    }
}
