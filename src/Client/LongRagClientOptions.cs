namespace LongRag.Client;

/// <summary>How a <see cref="LongRagClient"/> waits.</summary>
public sealed record LongRagClientOptions
{
    /// <summary>A stream in which nothing came for so long is broken; a service sends a comment every 15 s at least. The body of a refusal is not waited for any longer either.</summary>
    /// <value>60 s</value>
    public TimeSpan MostSilence { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long to wait before a job is looked at again. It is doubled each time.</summary>
    /// <value>50 ms</value>
    public TimeSpan FirstPoll { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The longest wait between two looks at a job.</summary>
    /// <value>2 s</value>
    public TimeSpan SlowestPoll { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
