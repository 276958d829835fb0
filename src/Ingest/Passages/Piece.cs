namespace LongRag.Ingest;

/// <summary>What is never cut further: a block, a sentence, a part of one.</summary>
/// <param name="Span">Where it stands, without white space around it.</param>
/// <param name="Tokens">How many tokens it has; more than the budget only for a table or code block that is kept whole.</param>
/// <param name="Kind">The block it is of.</param>
/// <param name="Group">Tokens of the list that starts here, its introduction included, where all of it fits into the budget; else 0.</param>
/// <param name="Follows">Whether it should stay with the piece before it.</param>
internal readonly record struct Piece(TextSpan Span, int Tokens, BlockKind Kind, int Group = 0, bool Follows = false);
