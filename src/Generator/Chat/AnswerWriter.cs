using System.Globalization;
using System.Text;
using LongRag.Models.Chat;
using Encoder = LongRag.Models.Encoders.Encoder;

namespace LongRag.Generator.Chat;

/// <summary>Turns what a model writes into an answer's events: text as it comes, markers and quotations checked, each sentence with what carries it. Ends it where it is no answer any more. Not thread-safe.</summary>
internal sealed class AnswerWriter
{
    /// <summary>The model's limit is in tokens; a server that does not keep to it is stopped at so many characters a token.</summary>
    public const int CharactersPerToken = 12;

    /// <summary>A longer piece is taken in by parts: what is pending is read again with each.</summary>
    private const int LongestPiece = 1000;

    /// <summary>Characters within which an answer says that it is none.</summary>
    private const int LongestOpening = 200;

    /// <summary>Letters between two looks at the language.</summary>
    private const int LanguageStep = 40;

    /// <summary>How often a whole sentence may come again, unseen, until the model is taken to go round in circles.</summary>
    private const int MostRepeats = 2;

    private const string Repeats = "The model repeats itself; the answer was ended there.";

    private readonly AnswerStart _start;
    private readonly SentenceChecker _checker;
    private readonly SentenceStream _sentences;
    private readonly RepetitionGuard _repetition = new();
    private readonly RepetitionGuard _heldRepetition = new();
    private readonly LanguageGuard _language;
    private readonly bool _mayHoldBroken;
    private readonly bool _mayHoldThoughts;
    private readonly long _mostCharacters;
    private readonly StringBuilder _written = new();
    private readonly List<CheckedSentence> _done = [];
    private readonly List<string> _comparable = [];
    private readonly HashSet<string> _cited = new(StringComparer.Ordinal);
    private readonly Tally _tally = new();
    private readonly StringBuilder _refusal = new();
    private string _surrogate = "";
    private string _lately = "";
    private long _characters;
    private int _shown;
    private int _repeats;
    private int _languageSeen;
    private bool _isRefusing;
    private bool _reasoningShown;

    public AnswerWriter(Query query, IReadOnlyList<Evidence> seen, ChatGeneratorOptions options, int mostTokens, Encoder? encoder, bool hasThought = false)
    {
        _start = new AnswerStart(options.Mode == AnswerMode.Reasoning);
        _checker = new SentenceChecker(query.Text, seen, encoder);
        _sentences = new SentenceStream(_checker.Most);
        string[] known = [query.Text, query.Instruction ?? "", .. seen.Select(one => one.Text)];
        _language = new LanguageGuard(known);
        _mayHoldBroken = Array.Exists(known, text => text.Contains('\ufffd'));
        _mayHoldThoughts = hasThought || Array.Exists(known, text => text.Contains(Thoughts.Closing, StringComparison.OrdinalIgnoreCase));
        _mostCharacters = (long)mostTokens * CharactersPerToken;
    }

    /// <summary>Whether the model has written anything.</summary>
    public bool HasText => _characters > 0;

    /// <summary>Whether anything came behind thoughts.</summary>
    public bool HasBegun => HasText && _start.HasBegun;

    /// <summary>Whether nothing more is taken in.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>What came behind a tag that ends thoughts: all before it was no answer, and what was given of it is to be withdrawn. Null where there was no such tag.</summary>
    public string? BehindThoughts { get; private set; }

    /// <summary>Why the model gives no answer; null where it gives one.</summary>
    public string? NoAnswerReason { get; private set; }

    /// <summary>Whether at least one sentence is carried by the evidence.</summary>
    public bool IsSupported => _done.Exists(sentence => sentence.Citations.Count > 0);

    /// <summary>Takes a piece of the model's text in.</summary>
    public async Task<List<AnswerEvent>> AddAsync(string piece, CancellationToken cancellationToken)
    {
        var events = new List<AnswerEvent>();
        for (var at = 0; at < piece.Length && !IsEnded; at += LongestPiece)
        {
            await AddAsync(piece.Substring(at, Math.Min(LongestPiece, piece.Length - at)), events, cancellationToken);
            if (BehindThoughts is not null && at + LongestPiece < piece.Length) BehindThoughts += piece[(at + LongestPiece)..];
        }

        return events;
    }

    private async Task AddAsync(string piece, List<AnswerEvent> events, CancellationToken cancellationToken)
    {
        var left = _mostCharacters - _characters;
        _characters += piece.Length;
        if (piece.Length > left) piece = piece[..(int)left];
        piece = _surrogate + piece;
        _surrogate = piece.Length > 0 && char.IsHighSurrogate(piece[^1]) ? piece[^1..] : "";
        piece = piece[..^_surrogate.Length];
        var broken = _mayHoldBroken ? -1 : BrokenAt(piece);
        if (broken >= 0) piece = piece[..broken];
        piece = Printable(piece);
        var text = _start.Add(piece);
        if (WereThoughts(text)) return;
        await TakeAsync(text, events, cancellationToken);
        if (!IsEnded && !_start.HasBegun && _heldRepetition.Goes(piece)) await EndHeldAsync(events, cancellationToken);
        if (IsEnded) return;
        if (broken >= 0) await StopAsync("broken_text", "The model wrote characters that are no text; the answer ends before them.", events, cancellationToken);
        else if (_characters > _mostCharacters) await StopAsync("endless", $"The model went on beyond {_mostCharacters.ToString(CultureInfo.InvariantCulture)} characters; the answer was ended there.", events, cancellationToken);
    }

    /// <summary>The model has nothing more to say: what is held comes out.</summary>
    /// <param name="isFinished">Whether it ended by itself; where not, its last sentence is a beginning.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<List<AnswerEvent>> EndAsync(bool isFinished, CancellationToken cancellationToken)
    {
        var events = new List<AnswerEvent>();
        if (!IsEnded)
        {
            await TakeAsync(_start.Rest(), events, cancellationToken);
            if (!IsEnded && !_isRefusing && _done.Count == 0 && _shown == 0 && NoAnswerWords.Begins(_sentences.Pending.Trim() + ".") is true)
            {
                _isRefusing = true;
                Refuse(_sentences.Rest() ?? "");
            }

            if (!IsEnded) await RestAsync(isWhole: true, isFinished, events, cancellationToken);
        }

        IsEnded = true;
        if (_isRefusing) NoAnswerReason = NoAnswerWords.ReasonOf(_refusal.ToString());
        else if (_done.Count is > 0 and <= 3 && !_done.Exists(sentence => sentence.Citations.Any(citation => !citation.Attributed)) && NoAnswerWords.AreIn(_done[0].Plain)) NoAnswerReason = NoAnswerWords.Reason(_done[0].Plain);
        events.AddRange(_tally.Notes.Select(note => new AnswerEvent.Note(note)));
        return events;
    }

    /// <summary>Whether the text ends thoughts that began without a tag: those of a model whose prompt ends with it.</summary>
    private bool WereThoughts(string text)
    {
        if (_mayHoldThoughts || text.Length == 0) return false;
        var seen = _lately + text;
        var at = seen.IndexOf(Thoughts.Closing, StringComparison.OrdinalIgnoreCase);
        _lately = seen[Math.Max(0, seen.Length - Thoughts.Closing.Length + 1)..];
        if (at < 0) return false;
        BehindThoughts = seen[(at + Thoughts.Closing.Length)..] + _surrogate;
        return IsEnded = true;
    }

    /// <summary>What is held goes round in circles: it is looked at as where the model ends, and nothing more comes.</summary>
    private async Task EndHeldAsync(List<AnswerEvent> events, CancellationToken cancellationToken)
    {
        // In small parts, so that all before the circle is an answer as it would have been without a wait.
        foreach (var part in _start.Rest().Chunk(LanguageStep))
            if (!IsEnded) await TakeAsync(new string(part), events, cancellationToken);
        if (!IsEnded) await StopAsync("repetition", Repeats, events, cancellationToken);
    }

    private async Task TakeAsync(string text, List<AnswerEvent> events, CancellationToken cancellationToken)
    {
        if (_start.Reasoning is { } reasoning && !_reasoningShown)
        {
            _reasoningShown = true;
            var (spelled, numbers, quotes) = _checker.Spelled(reasoning);
            events.Add(new AnswerEvent.Reasoning(spelled));
            _tally.Count(numbers, quotes);
            Propose(numbers, events);
        }

        if (text.Length == 0) return;
        if (_isRefusing)
        {
            Refuse(text);
            return;
        }

        if (_done.Count == 0 && _shown == 0 && _sentences.Length <= LongestOpening && NoAnswerWords.Begins(_sentences.Pending + text) is not false and var begins)
        {
            if (begins is true)
            {
                _isRefusing = true;
                Refuse(_sentences.Rest() + text);
            }
            else
            {
                _sentences.Add(text);
            }

            return;
        }

        _sentences.Add(text);
        var circle = _repetition.Goes(text);
        while (!IsEnded && _sentences.Next() is { } sentence) await SentenceAsync(sentence, isFinished: true, events, cancellationToken);
        if (IsEnded) return;
        if (circle)
        {
            await StopAsync("repetition", Repeats, events, cancellationToken);
            return;
        }

        var length = _written.Length + _sentences.Length;
        if (length - _languageSeen >= LanguageStep)
        {
            _languageSeen = length;
            if (_language.SwitchOf(_written.ToString() + _sentences.Pending) is { } language)
            {
                await StopAsync("language_switch", $"The model went over to {language}, which neither the question nor the evidence has; the answer was ended there.", events, cancellationToken);
                return;
            }
        }

        Show(_sentences.Settled(), events);
    }

    private void Refuse(string text)
    {
        _refusal.Append(text);
        if (_refusal.Length > 2000) IsEnded = true;
    }

    /// <summary>Shows the settled beginning of what is pending, unless it may turn out to be said already.</summary>
    private void Show(int settled, List<AnswerEvent> events)
    {
        if (settled <= _shown) return;
        var pending = _sentences.Pending;
        var comparable = Quotation.Comparable(pending.AsSpan().TrimStart());
        if (_shown == 0 && _comparable.Exists(said => said.StartsWith(comparable, StringComparison.Ordinal))) return;
        events.Add(new AnswerEvent.TextDelta(pending[_shown..settled]));
        _shown = settled;
    }

    private async Task SentenceAsync(string sentence, bool isFinished, List<AnswerEvent> events, CancellationToken cancellationToken)
    {
        var shown = _shown;
        _shown = 0;
        var comparable = Quotation.Comparable(sentence.AsSpan().Trim());
        if (shown == 0 && comparable.Contains(' ', StringComparison.Ordinal) && _comparable.Contains(comparable, StringComparer.Ordinal))
        {
            if (++_repeats < MostRepeats) return;
            _tally.Add("repetition", Repeats);
            IsEnded = true;
            return;
        }

        _comparable.Add(comparable);
        var result = await _checker.CheckAsync(sentence, isFinished, cancellationToken);
        _done.Add(result);
        _written.Append(result.Shown);
        _tally.Count(result);
        if (result.Shown.Length > shown) events.Add(new AnswerEvent.TextDelta(result.Shown[shown..]));
        Propose(result.InventedNumbers, events);
        foreach (var citation in result.Citations)
            if (_cited.Add(citation.Id)) events.Add(new AnswerEvent.Cite(citation.Id, citation.Source.Unit.Evidence.Number, citation.Source.Quote, citation.Source.Span, citation.Attributed));
        if (result.Plain.Any(char.IsLetterOrDigit)) events.Add(new AnswerEvent.Sentence(result.Plain, [.. result.Citations.Select(citation => citation.Id)]));
    }

    /// <summary>A number without a passage is proposed as it came: whoever verifies drops it and counts it.</summary>
    private static void Propose(IReadOnlyList<int> invented, List<AnswerEvent> events) =>
        events.AddRange(invented.Select(number => new AnswerEvent.Cite("invented " + number.ToString(CultureInfo.InvariantCulture), number, "")));

    private async Task RestAsync(bool isWhole, bool isFinished, List<AnswerEvent> events, CancellationToken cancellationToken)
    {
        var pending = _sentences.Pending;
        if (!isWhole && _shown == 0) return;
        if (!isWhole)
        {
            _sentences.Rest();
            pending = pending[.._shown] + " …";
        }
        else
        {
            pending = _sentences.Rest() ?? "";
        }

        if (pending.Length > 0) await SentenceAsync(pending, isFinished || SentenceChecker.IsEnded(pending), events, cancellationToken);
    }

    /// <summary>Ends the answer here; of a sentence that is not whole, what was shown stays.</summary>
    private async Task StopAsync(string code, string text, List<AnswerEvent> events, CancellationToken cancellationToken)
    {
        await RestAsync(isWhole: false, isFinished: false, events, cancellationToken);
        _tally.Add(code, text);
        IsEnded = true;
    }

    private static int BrokenAt(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\ufffd' || char.IsLowSurrogate(text[i])) return i;
            if (!char.IsHighSurrogate(text[i])) continue;
            if (i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1])) return i;
            i++;
        }

        return -1;
    }

    /// <summary>Without control characters, which could drive a terminal.</summary>
    private static string Printable(string text) => text.Any(c => char.IsControl(c) && c is not ('\n' or '\t')) ? string.Concat(text.Where(c => !char.IsControl(c) || c is '\n' or '\t')) : text;
}
