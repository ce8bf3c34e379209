using System.Linq;
using ExtentLock.Analyzers.Contracts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using Xunit;

namespace ExtentLock.Analyzers.Tests;

/// <summary>The words of a file that is asked about many names.</summary>
public sealed class WordIndexTests
{
    [Theory]
    [InlineData("Enter", 7)]
    [InlineData("@Enter", 8)]
    [InlineData("// Enter", 10)]
    [InlineData("Entering Enters re_Enter Enter2", null)]
    [InlineData("\\u0045nter", null)]
    [InlineData("En\u200dter", null)]
    public void Name_IsFoundInPlainLetters(string text, int? place) =>
        Assert.Equal(place is { } found ? [found] : [], IndexOf($"class; {text}").PlacesOf(["Enter", "Leave"], default));

    [Theory]
    [InlineData("Enter", 7)]
    [InlineData("\\u0045nter", 7)]
    [InlineData("En\u200dter", 7)]
    [InlineData("Größe", null)]
    [InlineData("\\n", null)]
    public void PossiblePlace_IsWhereAnotherSpellingMayStandToo(string text, int? place) =>
        Assert.Equal(place is { } found ? [found] : [], IndexOf($"class; {text}").PossiblePlacesOf(["Enter"], default));

    [Fact]
    public void SeveralNames_AreFoundInTheOrderOfTheText()
    {
        WordIndex words = IndexOf("b a c a b \\u0061 a");

        Assert.Equal([0, 2, 6, 8, 17], words.PlacesOf(["a", "b"], default));
        Assert.Equal([0, 2, 6, 8, 10, 17], words.PossiblePlacesOf(["a", "b"], default));
    }

    /// <summary>"Aa" and "BB" have one hash, and with them all words that are put together of them.</summary>
    [Fact]
    public void WordsOfOneHash_AreNotConfused() =>
        Assert.Equal([5, 20], IndexOf("BBBB AaBB AaAa BBAa AaBB").PlacesOf(["AaBB"], default));

    [Fact]
    public void EveryWordOfALongText_IsFoundAtAllOfItsPlaces()
    {
        string text = string.Join(" ", Enumerable.Range(0, 5000).Select(i => "w" + (i * i % 701)));
        WordIndex words = IndexOf(text);

        foreach (string word in text.Split(' ').Distinct())
            Assert.Equal(new NameScan([word]).PlacesIn(SourceText.From(text)), words.PlacesOf([word], default));
    }

    [Fact]
    public void Index_IsKeptWithTheTree()
    {
        SyntaxTree tree = CSharpSyntaxTree.ParseText("class C { }");

        Assert.Same(WordIndex.Of(tree, default), WordIndex.Of(tree, default));
    }

    private static WordIndex IndexOf(string text) => WordIndex.Of(CSharpSyntaxTree.ParseText(text), default);
}
