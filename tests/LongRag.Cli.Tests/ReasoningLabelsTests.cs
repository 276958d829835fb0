using System.Runtime.CompilerServices;
using LongRag.Cli.Commands.Dataset;
using LongRag.Evaluation;
using LongRag.Models.Chat;
using Microsoft.Extensions.AI;
using Xunit;

namespace LongRag.Cli.Tests;

public sealed class ReasoningLabelsTests
{
    private static readonly TrainingExample Example = new()
    {
        Question = new QaQuestion { Id = "q", Text = "When?", Answers = ["1905"], Document = "mill" },
        Passages = [new TrainingPassage("p", "mill", "", "It burnt in 1905.")],
        Gold = [1],
    };

    [Fact]
    public async Task A_busy_model_is_waited_for()
    {
        var (clock, notes) = (new HurriedClock(), new List<string>());
        using var model = Model(call => call < 4 ? throw new LongRagException("model_busy", "Later.") : "Document [1] says so.");
        var labels = new ReasoningLabels(model, journal: null, notes.Add, clock);
        Assert.Equal(new ReasoningLabel("Document [1] says so.", "model"), await labels.OfAsync(Example, TestContext.Current.CancellationToken));
        Assert.Equal([15, 30, 60], clock.Waits.Select(wait => wait.TotalSeconds));
        Assert.Equal("the model is busy; it is asked again in 15 s", notes[0]);
    }

    [Fact]
    public async Task A_model_that_stays_busy_ends_it()
    {
        var (clock, calls) = (new HurriedClock(), 0);
        using var model = Model(call => throw new LongRagException("model_busy", $"Later ({calls = call})."));
        var failure = await Assert.ThrowsAsync<LongRagException>(() => new ReasoningLabels(model, time: clock).OfAsync(Example, TestContext.Current.CancellationToken));
        Assert.Equal(("model_busy", 5, 225.0), (failure.Code, calls, clock.Waits.Sum(wait => wait.TotalSeconds)));
    }

    [Theory]
    [InlineData("model_unreachable", 1)]
    [InlineData("model_refused", 1)]
    [InlineData("bad_model_answer", 3)]
    public async Task A_model_that_is_away_ends_it_and_one_that_fails_only_at_the_third_time_in_a_row(string code, int calls)
    {
        var clock = new HurriedClock();
        using var model = Model(_ => throw new LongRagException(code, "No."));
        var labels = new ReasoningLabels(model, time: clock);
        for (var call = 1; call < calls; call++) Assert.Equal("stated", (await labels.OfAsync(Example, TestContext.Current.CancellationToken)).Source);
        Assert.Equal(code, (await Assert.ThrowsAsync<LongRagException>(() => labels.OfAsync(Example, TestContext.Current.CancellationToken))).Code);
        Assert.Equal((0, 0, 0), (labels.ByModel, labels.Asked, clock.Waits.Count));
    }

    private static ChatModel Model(Func<int, string> answer) =>
        new(new ChatModelProfile { Name = "m", Kind = "openai", Model = "m", Fingerprint = "0", ContextTokens = 8192 }, new Client(answer), EstimatedTokenCounter.Instance);

    private sealed class Client(Func<int, string> answer) : IChatClient
    {
        private int _calls;

        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, answer(++_calls))));

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates()) yield return update;
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }

    /// <summary>Waits for nothing, and keeps how long it was to wait.</summary>
    private sealed class HurriedClock : TimeProvider
    {
        public List<TimeSpan> Waits { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Waits.Add(dueTime);
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
