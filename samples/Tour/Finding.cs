using System.Collections.Generic;
using System.Linq;

namespace ExtentLock.Samples.Tour;

/// <summary>One report, and the path to it: where it was taken, which way each branch went, where it is lost.</summary>
/// <param name="Rule">Id.</param>
/// <param name="Message">As the compiler prints it.</param>
/// <param name="File">Name without folder.</param>
/// <param name="Line">Where control leaves, from one.</param>
/// <param name="Column">From one.</param>
/// <param name="Lock">What is held.</param>
/// <param name="AcquireLine">Where it was taken.</param>
/// <param name="IsPart">True if a part had been given back on the way.</param>
/// <param name="Branches">In the order in which they were taken.</param>
internal sealed record Finding(
    string Rule,
    string Message,
    string File,
    int Line,
    int Column,
    string Lock,
    int AcquireLine,
    bool IsPart,
    IReadOnlyList<Branch> Branches)
{
    /// <summary>Every line that the path touches.</summary>
    public IEnumerable<int> Lines => Branches.Select(branch => branch.Line).Append(AcquireLine).Append(Line);
}

/// <summary>A condition on a path, without a negation before it, and what it was; line and column from one.</summary>
internal sealed record Branch(int Line, int Column, bool Truth);
