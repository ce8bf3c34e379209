using System.Collections.Generic;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Text;

namespace ExtentLock.Analyzers.Contracts;

/// <summary>Reads one line of a contract file. Used once per line.</summary>
internal sealed class ContractLine(string text, int lineStart)
{
    private readonly LineCursor _words = new(text, lineStart);
    private readonly Dictionary<ClausePart, TextSpan> _places = new();

    /// <summary>Set if the line is no contract; the first thing found wrong with it.</summary>
    public FileProblem? Problem { get; private set; }

    /// <summary>Null for an empty line, for a comment, and with a problem.</summary>
    public ContractDeclaration? Read()
    {
        if (_words.Next() is not { } idWord)
            return null;

        TextSpan idSpan = _words.Span;
        if (DocumentationId.Parse(idWord) is not { } id)
            return Fail($"'{idWord}' is not the documentation id of a method, property or type (M:, P:, T:)");

        ContractDeclaration? start = new(id, idSpan);
        if (_words.Accept("on"))
            start = ReadReceiver(start);

        if (start is null)
            return null;

        ContractDeclaration? declaration = _words.Next() switch
        {
            "acquires" => ReadClause(start, ClauseKind.Acquires),
            "releases" => ReadClause(start, ClauseKind.Releases),
            "proves" => ReadProof(start),
            "is" => ReadTraits(start),
            null => Fail("it says nothing: acquires, releases, proves or is expected"),
            { } word => Fail($"'{word}' is unknown: acquires, releases, proves or is expected"),
        };
        return Problem is null ? declaration! with { Places = _places.ToImmutableDictionary() } : null;
    }

    private ContractDeclaration? ReadReceiver(ContractDeclaration start)
    {
        if (_words.Next() is not { } word)
            return Fail("the receiver's type is missing after 'on'");

        string id = word.Length > 1 && word[1] == ':' ? word : "T:" + word;
        return DocumentationId.Parse(id) is { Kind: 'T' } receiver
            ? start with { Receiver = receiver, ReceiverSpan = _words.Span }
            : Fail($"'{word}' is not the documentation id of a type");
    }

    private ContractDeclaration? ReadClause(ContractDeclaration start, ClauseKind kind)
    {
        if (_words.Next() is not { } target)
            return Fail("the target is missing");

        _places[ClausePart.Target] = _words.Span;
        ClauseText? clause = new(kind, target);
        while (clause is not null && _words.Next() is { } word)
            clause = ReadPart(clause, word);

        return start with { Clause = clause };
    }

    private ClauseText? ReadPart(ClauseText clause, string word)
    {
        if (ContractWords.Modes.TryGetValue(word, out LockMode mode))
        {
            Mark(ClausePart.Mode, _words.Span);
            return clause with { Mode = mode };
        }

        return word switch
        {
            "when" or "returning" or "setting" => ReadOutcome(clause, word),
            "times" => ReadTimes(clause),
            _ when word[0] == '[' => ReadRange(clause, word),
            _ => Unknown(word, "a mode, a range or 'when' expected"),
        };
    }

    /// <summary>"when" tells on which outcome, "returning" and "setting" (a parameter) what it always is.</summary>
    private ClauseText? ReadOutcome(ClauseText clause, string verb)
    {
        string? word = _words.Next();
        TextSpan place = _words.Span;
        string? parameter = null;
        bool isNamed = word is not null && !ContractWords.Outcomes.ContainsKey(word);
        if (verb == "setting" || verb == "when" && isNamed)
        {
            parameter = word;
            word = _words.Next();
            place = TextSpan.FromBounds(place.Start, _words.Span.End);
        }

        Mark(ClausePart.When, place);
        if (word is null || !ContractWords.Outcomes.TryGetValue(word, out Outcome outcome))
        {
            Problem ??= new FileProblem(place, $"no outcome is named: {ContractWords.List(ContractWords.Outcomes)}");
            return null;
        }

        // A flag that is set is worth following: it is false where the member threw.
        return clause with
        {
            When = verb == "returning" ? Outcome.Always : outcome,
            Yields = verb == "when" ? Outcome.Always : outcome,
            WhenParameter = parameter,
        };
    }

    private ClauseText? ReadTimes(ClauseText clause)
    {
        string? parameter = _words.Next();
        Mark(ClausePart.Times, _words.Span);
        return parameter is null ? Unknown("times", "the parameter that counts is missing, or '?'") : clause with { Times = parameter };
    }

    private ClauseText? ReadRange(ClauseText clause, string word)
    {
        int comma = word.IndexOf(',');
        char close = word[word.Length - 1];
        if (comma < 0 || comma != word.LastIndexOf(',') || close is not (')' or ']'))
            return Unknown(word, "[start, end) or [start, end] expected");

        TextSpan whole = _words.Span;
        Mark(ClausePart.Start, TextSpan.FromBounds(whole.Start + 1, whole.Start + comma));
        Mark(ClausePart.End, TextSpan.FromBounds(whole.Start + comma + 1, whole.End - 1));
        return clause with
        {
            Start = word.Substring(1, comma - 1),
            End = word.Substring(comma + 1, word.Length - comma - 2),
            EndInclusive = close == ']',
        };
    }

    private void Mark(ClausePart part, TextSpan place)
    {
        if (_places.ContainsKey(part))
            Problem ??= new FileProblem(place, "it is said twice");

        _places[part] = place;
    }

    private ContractDeclaration? ReadProof(ContractDeclaration start)
    {
        Exits exits = Exits.None;
        while (_words.NextInList() is { } word)
        {
            if (!ContractWords.Exits.TryGetValue(word, out Exits exit))
                return Fail($"'{word}' is no way out: {ContractWords.List(ContractWords.Exits)}");

            exits |= exit;
        }

        return start with { Proof = exits == Exits.None ? Exits.All : exits };
    }

    private ContractDeclaration? ReadTraits(ContractDeclaration start)
    {
        if (start.Id.Kind != 'T')
            return Fail("only a type (T:) is a kind of lock");

        LockTraits traits = LockTraits.None;
        while (_words.NextInList() is { } word)
        {
            if (!ContractWords.Traits.TryGetValue(word, out LockTraits trait))
                return Fail($"'{word}' is no trait of a lock: {ContractWords.List(ContractWords.Traits)}");

            traits |= trait;
        }

        return traits == LockTraits.None ? Fail("the traits are missing") : start with { Traits = traits };
    }

    private ClauseText? Unknown(string word, string expected)
    {
        Problem ??= new FileProblem(_words.Span, $"'{word}' is unknown: {expected}");
        return null;
    }

    private ContractDeclaration? Fail(string message)
    {
        Problem ??= new FileProblem(_words.Span, message);
        return null;
    }
}
