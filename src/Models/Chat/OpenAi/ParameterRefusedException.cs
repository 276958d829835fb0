namespace LongRag.Models.Chat.OpenAi;

/// <summary>A server refused a request; what it said may name a parameter that it does not know.</summary>
internal sealed class ParameterRefusedException(string said, LongRagException problem) : Exception(problem.Message, problem)
{
    public LongRagException Problem => problem;

    public bool Names(string parameter) => said.Contains(parameter, StringComparison.Ordinal);
}
