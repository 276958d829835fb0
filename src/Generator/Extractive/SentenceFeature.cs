namespace LongRag.Generator;

/// <summary>
/// What a unit's score is made of, each value 0 to about 1. "Plain" terms are those of the question that are no names. Shares are weighed by the words
/// (<see cref="TermShares.ByWord"/>) where nothing else is said.
/// </summary>
internal enum SentenceFeature
{
    /// <summary>Share of the question's terms in the unit, weighed by inverse frequency among the units of its evidence.</summary>
    Coverage,

    /// <summary>Share that is not in the unit but in its title, headings or table head.</summary>
    HeadingCoverage,

    /// <summary>Share that is in none of those but in the unit before.</summary>
    BeforeCoverage,

    /// <summary>Share that is in none of those but in the unit behind, weighed as <see cref="Coverage"/>.</summary>
    BehindCoverage,

    /// <summary>Share of the question that is plain terms of the unit, near forms too.</summary>
    Plain,

    /// <summary>Share of the question that is plain terms not of the unit but of its headings or any unit before it.</summary>
    PlainCarried,

    /// <summary>Of the plain terms that the evidence holds, the share in the unit.</summary>
    PlainAvailable,

    /// <summary>Of the question's names, the share in the unit, near forms too.</summary>
    Names,

    /// <summary>Of the question's names, the share not in the unit but in its headings or any unit before it.</summary>
    NamesCarried,

    /// <summary>Share of the question's names, numbers and quoted phrases that are whole in the unit; counted, not weighed.</summary>
    Mentions,

    /// <summary>How many of the question's pairs of neighbouring words, function words among them, are the unit's too: twice their share.</summary>
    Phrases,

    /// <summary>How near the question's terms stand to something that could be the answer.</summary>
    Nearness,

    /// <summary>Its place in the evidence: 0 for the first unit, 1 for the last.</summary>
    Position,

    /// <summary>One of its first four words is a term of the question.</summary>
    Opening,

    /// <summary><see cref="BeforeCoverage"/> of a unit that begins with a pronoun: what "it" stands for.</summary>
    PronounBefore,

    /// <summary>The noun behind "what", "which" or "how many" is in it.</summary>
    Focus,

    /// <summary>It has fewer than five words.</summary>
    Fragment,

    /// <summary>It asks.</summary>
    Asks,

    /// <summary>It is a heading or caption.</summary>
    Heading,

    /// <summary>It holds names, and a person is asked for: a sixth for each, at most 1.</summary>
    Who,

    /// <summary>It holds a time, and one is asked for; and so on.</summary>
    When,

    /// <summary>As <see cref="When"/>, a place.</summary>
    Where,

    /// <summary>As <see cref="When"/>, a number.</summary>
    Quantity,

    /// <summary>As <see cref="When"/>, a reason.</summary>
    Why,

    /// <summary>As <see cref="When"/>, a way.</summary>
    How,

    /// <summary>As <see cref="When"/>, a definition.</summary>
    Definition,

    /// <summary>The evidence's score over the best one; where scores are not all positive, one over the evidence's number.</summary>
    Retrieval,
}
