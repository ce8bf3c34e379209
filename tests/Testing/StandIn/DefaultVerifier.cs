using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Linq;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>Fails with <see cref="InvalidOperationException"/>; each context stands on a line of its own.</summary>
public class DefaultVerifier : IVerifier
{
    public DefaultVerifier()
        : this(ImmutableStack<string>.Empty)
    {
    }

    protected DefaultVerifier(ImmutableStack<string> context)
    {
        Context = context;
    }

    protected ImmutableStack<string> Context { get; }

    public virtual void Empty<T>(string collectionName, IEnumerable<T> collection)
    {
        if (collection?.Any() == true)
            throw Failure($"expected '{collectionName}' to be empty, it has {collection.Count()} elements");
    }

    public virtual void NotEmpty<T>(string collectionName, IEnumerable<T> collection)
    {
        if (collection?.Any() == false)
            throw Failure($"expected '{collectionName}' to have elements, it is empty");
    }

    public virtual void Equal<T>(T expected, T actual, string? message = null)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
            throw Failure(message ?? $"expected '{expected}', found '{actual}'");
    }

    public virtual void True([DoesNotReturnIf(false)] bool assert, string? message = null)
    {
        if (!assert)
            throw Failure(message ?? "expected true, found false");
    }

    public virtual void False([DoesNotReturnIf(true)] bool assert, string? message = null)
    {
        if (assert)
            throw Failure(message ?? "expected false, found true");
    }

    [DoesNotReturn]
    public virtual void Fail(string? message = null) => throw Failure(message ?? "The verification failed.");

    public virtual void LanguageIsSupported(string language)
    {
        if (language != LanguageNames.CSharp)
            throw Failure($"the language '{language}' is not supported");
    }

    public virtual void SequenceEqual<T>(
        IEnumerable<T> expected,
        IEnumerable<T> actual,
        IEqualityComparer<T>? equalityComparer = null,
        string? message = null)
    {
        if (!expected.SequenceEqual(actual, equalityComparer))
            throw Failure(message ?? $"expected [{string.Join(", ", expected)}], found [{string.Join(", ", actual)}]");
    }

    public virtual IVerifier PushContext(string context) => new DefaultVerifier(Context.Push(context));

    private InvalidOperationException Failure(string message) =>
        new(string.Join(Environment.NewLine, Context.Reverse().Select(c => $"Context: {c}").Append(message)));
}
