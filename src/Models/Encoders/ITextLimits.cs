namespace LongRag.Models.Encoders;

/// <summary>What an encoder that knows its own vocabulary can say of texts.</summary>
internal interface ITextLimits
{
    /// <inheritdoc cref="Encoder.LongTexts"/>
    long LongTexts { get; }

    /// <inheritdoc cref="Encoder.UnknownShare"/>
    double UnknownShare(string text);
}
