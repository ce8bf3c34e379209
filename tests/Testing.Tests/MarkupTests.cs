using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis.Testing;
using Microsoft.CodeAnalysis.Text;
using Xunit;

namespace ExtentLock.Testing.Tests;

/// <summary>The grammar of the markup.</summary>
public sealed class MarkupTests
{
    [Theory]
    [InlineData("a[|b|]c", "abc", "", 1, 2)]
    [InlineData("a{|X1:b|}c", "abc", "X1", 1, 2)]
    [InlineData("a{|X 1-b.c:b|}c", "abc", "X 1-b.c", 1, 2)]
    [InlineData("a{|#0:b|}c", "abc", "#0", 1, 2)]
    [InlineData("a{|#12:b|#12}c", "abc", "#12", 1, 2)]
    [InlineData("a[||]c", "ac", "", 1, 1)]
    [InlineData("a{|X:|}c", "ac", "X", 1, 1)]
    [InlineData("[|x[0]|]", "x[0]", "", 0, 4)]
    [InlineData("[|x[|]", "x[", "", 0, 2)]
    [InlineData("[|a || b|]", "a || b", "", 0, 6)]
    [InlineData("{|X:{ a |= b; }|}", "{ a |= b; }", "X", 0, 11)]
    [InlineData("{|X:a\nb|}", "a\nb", "X", 0, 3)]
    [InlineData("[|a|}", "a", "", 0, 1)]
    [InlineData("{|X:a|]", "a", "X", 0, 1)]
    public void OneSpan_IsFoundAndStripped(string input, string text, string name, int start, int end)
    {
        (string output, Dictionary<string, TextSpan[]> spans) = Read(input);
        Assert.Equal(text, output);
        Assert.Equal(TextSpan.FromBounds(start, end), Assert.Single(Assert.Single(spans).Value));
        Assert.True(spans.ContainsKey(name));
    }

    [Theory]
    [InlineData("a | b || c")]
    [InlineData("{| a |")]
    [InlineData("new[] { 1 }[0]")]
    [InlineData("$\"{x}\"")]
    [InlineData("{|a{b:c")]
    public void TextThatOnlyLooksLikeMarkup_StaysText(string input) => Assert.Equal(input, Read(input).Text);

    [Fact]
    public void NamedInsideUnnamed_AreBothFound()
    {
        (string text, Dictionary<string, TextSpan[]> spans) = Read("[|a{|X:b|}c|]");
        Assert.Equal("abc", text);
        Assert.Equal([new TextSpan(0, 3)], spans[""]);
        Assert.Equal([new TextSpan(1, 1)], spans["X"]);
    }

    [Fact]
    public void SpansThatShareBothEnds_AreBothFound()
    {
        Dictionary<string, TextSpan[]> spans = Read("{|#0:{|X:ab|}|}").Spans;
        Assert.Equal([new TextSpan(0, 2)], spans["#0"]);
        Assert.Equal([new TextSpan(0, 2)], spans["X"]);
    }

    [Fact]
    public void NumberedSpans_MayOverlap()
    {
        (string text, Dictionary<string, TextSpan[]> spans) = Read("{|#0:a{|#1:b|#0}c|#1}");
        Assert.Equal("abc", text);
        Assert.Equal([TextSpan.FromBounds(0, 2)], spans["#0"]);
        Assert.Equal([TextSpan.FromBounds(1, 3)], spans["#1"]);
    }

    [Fact]
    public void SpanClosedByNumber_StandsOutsideTheNesting()
    {
        Dictionary<string, TextSpan[]> spans = Read("{|X:a{|#0:b|}c|#0}").Spans;
        Assert.Equal([TextSpan.FromBounds(0, 2)], spans["X"]);
        Assert.Equal([TextSpan.FromBounds(1, 3)], spans["#0"]);
    }

    [Theory]
    [InlineData("{|#0:a|}{|#0:b|}")]
    [InlineData("{|#0:a{|#0:b|#0}")]
    public void NumberOpenedTwice_IsRefused(string input) => Assert.Throws<ArgumentException>(() => Read(input));

    [Fact]
    public void SpansOfOneName_AreInOrder() =>
        Assert.Equal([new TextSpan(0, 1), new TextSpan(2, 1)], Read("{|X:a|} {|X:b|}").Spans["X"]);

    [Fact]
    public void Positions_AreStripped()
    {
        TestFileMarkupParser.GetPositionsAndSpans("a$$b$$", out string text, out ImmutableArray<int> positions, out _);
        Assert.Equal("ab", text);
        Assert.Equal([1, 2], positions.ToArray());
    }

    [Fact]
    public void OnePosition_IsTheCursor()
    {
        TestFileMarkupParser.GetPositionAndSpans(
            "a[|b$$|]", out string text, out int? cursor, out ImmutableArray<TextSpan> spans);
        Assert.Equal("ab", text);
        Assert.Equal(2, cursor);
        Assert.Equal([new TextSpan(1, 1)], spans.ToArray());
    }

    [Theory]
    [InlineData("[|a")]
    [InlineData("{|X:a")]
    [InlineData("a|]")]
    [InlineData("a|}")]
    [InlineData("{|}")]
    [InlineData("a|#0}")]
    [InlineData("a||]")]
    [InlineData("x[|]y")]
    [InlineData("{|:a|}")]
    [InlineData("{|A|B:c|}")]
    [InlineData("{|#0:a|#1}")]
    public void UnpairedMark_IsRefused(string input) => Assert.Throws<ArgumentException>(() => Read(input));

    private static (string Text, Dictionary<string, TextSpan[]> Spans) Read(string input)
    {
        TestFileMarkupParser.GetPositionsAndSpans(
            input, out string text, out _, out ImmutableDictionary<string, ImmutableArray<TextSpan>> spans);
        return (text, spans.ToDictionary(pair => pair.Key, pair => pair.Value.ToArray()));
    }
}
