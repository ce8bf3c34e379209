using Xunit;

namespace ExtentLock.Analyzers.Tests.Contracts;

/// <summary>The names that stand before any binding.</summary>
public sealed class ContractNamesTests
{
    private static readonly Subject Names = new("""
        class Tree
        {
            [Acquires("this")] public Tree() { }
            [Acquires("this")] void Take() { }
            [ReleasesAttribute("this")] void Give() { }
            [ExtentLock.Contracts.Acquires("this")] int Slot { get; }
            int Seat { [global::ExtentLock.Contracts.Releases("this")] get; set; }
            [ReleasesOnAllPaths] void Proven() { }
            [System.Obsolete] void Plain() { }
        }
        [ReleasesOnAllPaths] class Careful { void Inside() { } }
        namespace Deep { class Outer { struct Inner { [Acquires("this")] void Nested() { } } } }
        [method: Acquires("o")] class Primary(object o) { object O => o; }
        [Releases("o")] delegate void Done(object o);
        """, "M:Tree.#ctor(System.Int32) releases this\nM:Tree.Filed  acquires this\nP:Tree.Slots releases this");

    [Theory]
    [InlineData("Take")]
    [InlineData("Tree")]
    [InlineData("Slot")]
    [InlineData("Nested")]
    [InlineData("Primary")]
    [InlineData("Filed")]
    [InlineData("WaitAsync")]
    [InlineData("Acquires")]
    public void NameOfAnAcquire_IsKnown(string name) => Assert.Contains(name, Names.Book.AcquireNames);

    [Theory]
    [InlineData("Give")]
    [InlineData("Tree")]
    [InlineData("Seat")]
    [InlineData("Done")]
    [InlineData("Slots")]
    [InlineData("ReleaseMutex")]
    [InlineData("ReleasesAttribute")]
    public void NameOfARelease_IsKnown(string name) => Assert.Contains(name, Names.Book.ReleaseNames);

    [Theory]
    [InlineData("Proven")]
    [InlineData("Take")]
    [InlineData("ReleasesOnAllPaths")]
    public void NameWithAContract_IsMentioned(string name) => Assert.True(Names.Book.Mentions(name));

    [Theory]
    [InlineData("Plain")]
    [InlineData("Inside")]
    [InlineData("Careful")]
    [InlineData("ctor")]
    [InlineData("")]
    public void AnyOtherName_IsNotMentioned(string name) => Assert.False(Names.Book.Mentions(name));
}
