namespace LongRag.Models.Chat;

/// <summary>A client whose model runs in this process and is loaded when it is first used. Its <see cref="ChatModel"/> finds it through <c>GetService</c>.</summary>
internal interface ILoadedOnUse
{
    /// <inheritdoc cref="ChatModel.CheckMemory"/>
    void CheckMemory();

    /// <inheritdoc cref="ChatModel.ReadyAsync"/>
    Task ReadyAsync(CancellationToken cancellationToken);
}
