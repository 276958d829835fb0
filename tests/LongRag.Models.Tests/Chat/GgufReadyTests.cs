using LongRag.Models.Chat;
using LongRag.Models.Chat.Gguf;
using Xunit;

namespace LongRag.Models.Tests.Chat;

/// <summary>Loading before anything is counted: <see cref="ChatModel.ReadyAsync"/>.</summary>
public sealed class GgufReadyTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A model whose loading waits until it is let go, and then fails or not.</summary>
    private sealed class Gated(int queueLength, Exception? failure = null) : IDisposable
    {
        private readonly ManualResetEventSlim _gate = new();
        private readonly TaskCompletionSource _began = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _loads;
        private ChatModel? _model;

        public int Loads => Volatile.Read(ref _loads);

        public Task Began => _began.Task.WaitAsync(Long, Cancellation);

        public LlamaModel? Loaded { get; private set; }

        public GgufChatClient Client => (GgufChatClient)Model.Client;

        public ChatModel Model => _model ??= Open();

        public void LetGo() => _gate.Set();

        private ChatModel Open()
        {
            var client = new GgufChatClient("smol", null, new ChatModelMemory(0, 0), 64, queueLength, Load);
            return new ChatModel(new ChatModelProfile { Name = "smol", Kind = "gguf", Model = "smol", Fingerprint = "0", ContextTokens = 64 }, client, client);
        }

        private LlamaModel Load()
        {
            Interlocked.Increment(ref _loads);
            _began.TrySetResult();
            _gate.Wait(CancellationToken.None);
            return failure is null ? Loaded = LlamaModel.Load("smol", SmolLm2.Path, 64, 1) : throw failure;
        }

        public void Dispose()
        {
            LetGo();
            Model.Dispose();
            _gate.Dispose();
        }
    }

    [Fact]
    public async Task Of_two_hundred_callers_at_once_one_loads_some_wait_and_the_rest_are_refused_without_a_thread()
    {
        using var gated = new Gated(queueLength: 8);
        var model = gated.Model;
        // All are begun on this thread, while nothing is let go: one that blocked its caller would end the test here.
        var calls = Enumerable.Range(0, 200).Select(_ => model.ReadyAsync(Cancellation)).ToArray();
        var refused = calls.Where(call => call.IsFaulted).ToArray();
        Assert.Equal((191, 9), (refused.Length, gated.Client.Callers));
        foreach (var call in refused) Assert.Equal("model_busy", Assert.IsType<LongRagException>(call.Exception!.InnerException).Code);
        await gated.Began;
        Assert.All(calls.Except(refused), call => Assert.False(call.IsCompleted));
        gated.LetGo();
        await Task.WhenAll(calls.Except(refused)).WaitAsync(Long, Cancellation);
        Assert.Equal((1, 0), (gated.Loads, gated.Client.Callers));
        Assert.True(model.ReadyAsync(Cancellation).IsCompletedSuccessfully);
        Assert.Equal(3, model.Tokens.Count("The ferry sails"));
    }

    [Fact]
    public async Task A_caller_who_leaves_does_not_stop_the_loading_and_its_turn_lasts_until_that_ends()
    {
        using var gated = new Gated(queueLength: 1);
        using var leaves = new CancellationTokenSource();
        var first = gated.Model.ReadyAsync(leaves.Token);
        await gated.Began;
        var second = gated.Model.ReadyAsync(Cancellation);
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Equal((2, false), (gated.Client.Callers, second.IsCompleted));
        Assert.Equal("model_busy", (await Assert.ThrowsAsync<LongRagException>(() => gated.Model.ReadyAsync(Cancellation))).Code);
        gated.LetGo();
        await second.WaitAsync(Long, Cancellation);
        Assert.Equal((1, 0), (gated.Loads, gated.Client.Callers));
    }

    [Fact]
    public async Task A_caller_who_leaves_while_it_waits_makes_room()
    {
        using var gated = new Gated(queueLength: 1);
        using var leaves = new CancellationTokenSource();
        var first = gated.Model.ReadyAsync(Cancellation);
        var second = gated.Model.ReadyAsync(leaves.Token);
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.Equal(1, gated.Client.Callers);
        gated.LetGo();
        await first.WaitAsync(Long, Cancellation);
    }

    [Fact]
    public async Task What_is_wrong_with_loading_is_told_to_each()
    {
        using var gated = new Gated(queueLength: 8, new LongRagException("model_too_large", "No room."));
        var calls = Enumerable.Range(0, 3).Select(_ => gated.Model.ReadyAsync(Cancellation)).ToArray();
        gated.LetGo();
        foreach (var call in calls) Assert.Equal("model_too_large", (await Assert.ThrowsAsync<LongRagException>(() => call.WaitAsync(Long, Cancellation))).Code);
        Assert.Equal(0, gated.Client.Callers);
    }

    [Fact]
    public async Task Releasing_a_model_while_it_loads_tells_those_who_wait_and_gives_its_memory_back()
    {
        using var gated = new Gated(queueLength: 8);
        var first = gated.Model.ReadyAsync(Cancellation);
        await gated.Began;
        var waiting = gated.Model.ReadyAsync(Cancellation);
        var released = Task.Run(gated.Model.Dispose, Cancellation);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting.WaitAsync(Long, Cancellation));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => gated.Model.ReadyAsync(Cancellation));
        Assert.False(released.IsCompleted);
        gated.LetGo();
        await first.WaitAsync(Long, Cancellation);
        await released.WaitAsync(Long, Cancellation);
        Assert.True(gated.Loaded!.IsReleased);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => gated.Model.ReadyAsync(Cancellation));
    }
}
