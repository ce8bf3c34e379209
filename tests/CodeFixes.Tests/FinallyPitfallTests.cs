using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.CodeFixes.Tests;

/// <summary>What a new block does to names, and what may not stand in it.</summary>
public sealed class FinallyPitfallTests
{
    [Fact]
    public Task LocalsUsedBehindTheTry_AreDeclaredBeforeIt_CS0103() => Fixing.ByFinally("""
        string M(Tree tree, IReadOnlyDictionary<string, string?> map, string? key)
        {
            tree.Lock();
            if (key == null)
                {|EXL1001:return "";|}
            var found = map.TryGetValue(key, out var value); // looked up
            int count = map.Count, unused;
            unused = 0;
            string suffix;
            suffix = "x";
            tree.Unlock();
            return found + value + count + unused + suffix;
        }
        """, """
        string M(Tree tree, IReadOnlyDictionary<string, string?> map, string? key)
        {
            tree.Lock();
            bool found;
            string? value;
            int count;
            int unused;
            string suffix;
            try
            {
                if (key == null)
                    return "";
                found = map.TryGetValue(key, out value); // looked up
                count = map.Count;
                unused = 0;
                suffix = "x";
            }
            finally
            {
                tree.Unlock();
            }
            return found + value + count + unused + suffix;
        }
        """);

    [Fact]
    public Task RefLocalUsedBehind_StaysInOneBlockWithItsUse() =>
        WrappedToTheEnd("ref int first = ref values[0];", "first");

    [Fact]
    public Task AnonymousTypeUsedBehind_StaysInOneBlockWithItsUse() =>
        WrappedToTheEnd("var pair = new { First = 1 };", "pair.First");

    [Fact]
    public Task PatternVariableUsedBehind_StaysInOneBlockWithItsUse() =>
        WrappedToTheEnd("if (!(given is int number)) number = 0;", "number");

    [Fact]
    public Task StackMemoryUsedBehind_StaysInOneBlockWithItsUse_CS8353() =>
        WrappedToTheEnd("Span<int> span = stackalloc int[4];", "span[0]");

    [Fact]
    public Task ArrayInitialiserUsedBehind_StaysInOneBlockWithItsUse() =>
        WrappedToTheEnd("int[] array = { 1 };", "array[0]");

    [Fact]
    public Task IteratorMayYieldInTheTry_CS1626() => Fixing.ByFinally("""
        IEnumerable<int> M(Tree tree, bool skip)
        {
            tree.Lock();
            if (skip)
                {|EXL1001:yield break;|}
            yield return 1;
            tree.Unlock();
        }
        """, """
        IEnumerable<int> M(Tree tree, bool skip)
        {
            tree.Lock();
            try
            {
                if (skip)
                    yield break;
                yield return 1;
            }
            finally
            {
                tree.Unlock();
            }
        }
        """);

    [Fact]
    public Task ReleaseBesideAReturn_IsCopiedWithoutTheReturn_CS0157() => Fixing.ByFinally("""
        int M(Tree tree, bool a, bool b)
        {
            tree.Lock();
            if (b)
                {|EXL1001:return 1;|}
            if (a)
            {
                tree.Unlock();
                return 2;
            }
            else
            {
                tree.Unlock();
                return 3;
            }
        }
        """, """
        int M(Tree tree, bool a, bool b)
        {
            tree.Lock();
            try
            {
                if (b)
                    return 1;
                if (a)
                {
                    return 2;
                }
                else
                {
                    return 3;
                }
            }
            finally
            {
                tree.Unlock();
            }
        }
        """);

    [Fact]
    public Task ReleaseThatReadsALocalOfTheTry_StartsTheTryBehindIt_CS0103() => Fixing.ByFinally("""
        int M(Space space, bool skip, int kind)
        {
            if (space.Reserve(1) != 0)
                return -1;
            int size = kind;
            if (skip)
                {|EXL1001:return 1;|}
            space.Free(size);
            return 0;
        }
        """, """
        int M(Space space, bool skip, int kind)
        {
            if (space.Reserve(1) != 0)
                return -1;
            int size = kind;
            try
            {
                if (skip)
                    return 1;
            }
            finally
            {
                space.Free(size);
            }
            return 0;
        }
        """);

    [Fact]
    public Task LinesOfARawString_AreData() => Fixing.ByFinally(""""
        int M(Tree tree, bool skip)
        {
            tree.Lock();
            if (skip)
                {|EXL1001:return 1;|}
            Console.WriteLine("""
                one
                  two
                """);
            tree.Unlock();
            return 0;
        }
        """", """"
        int M(Tree tree, bool skip)
        {
            tree.Lock();
            try
            {
                if (skip)
                    return 1;
                Console.WriteLine("""
                one
                  two
                """);
            }
            finally
            {
                tree.Unlock();
            }
            return 0;
        }
        """");

    private static Task WrappedToTheEnd(string declaration, string use) => Fixing.ByFinally($$"""
        int M(Tree tree, int[] values, object given, bool skip)
        {
            tree.Lock();
            if (skip)
                {|EXL1001:return 1;|}
            {{declaration}}
            tree.Unlock();
            return {{use}};
        }
        """, $$"""
        int M(Tree tree, int[] values, object given, bool skip)
        {
            tree.Lock();
            try
            {
                if (skip)
                    return 1;
                {{declaration}}
                return {{use}};
            }
            finally
            {
                tree.Unlock();
            }
        }
        """);

    [Fact]
    public Task LinesOfAnInterpolatedString_StayWhereTheyAre() => Fixing.ByFinally("""
        string M(Tree tree, bool skip, int x)
        {
            string text = "";
            tree.Lock();
            if (skip)
                {|EXL1001:return text;|}
            text = $@"first
        {x} second";
            tree.Unlock();
            return text;
        }
        """, """
        string M(Tree tree, bool skip, int x)
        {
            string text = "";
            tree.Lock();
            try
            {
                if (skip)
                    return text;
                text = $@"first
        {x} second";
            }
            finally
            {
                tree.Unlock();
            }
            return text;
        }
        """);

    [Fact]
    public Task LinesOfARawInterpolatedString_StayWhereTheyAre() => Fixing.ByFinally(""""
        string M(Tree tree, bool skip, int x)
        {
            string text = "";
            tree.Lock();
            if (skip)
                {|EXL1001:return text;|}
            text = $"""
                {x} first
                {
                    x} second
                """;
            tree.Unlock();
            return text;
        }
        """", """"
        string M(Tree tree, bool skip, int x)
        {
            string text = "";
            tree.Lock();
            try
            {
                if (skip)
                    return text;
                text = $"""
                {x} first
                {
                    x} second
                """;
            }
            finally
            {
                tree.Unlock();
            }
            return text;
        }
        """");
}
