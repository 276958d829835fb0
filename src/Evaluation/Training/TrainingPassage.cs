namespace LongRag.Evaluation;

/// <summary>A passage of a training example.</summary>
/// <param name="Id">Its id in the store.</param>
/// <param name="Document">What its document is known by.</param>
/// <param name="Title">The document's title; may be empty.</param>
/// <param name="Text">Its text.</param>
public sealed record TrainingPassage(string Id, string Document, string Title, string Text);
