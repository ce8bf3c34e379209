using System.Collections.Generic;
using System.Linq;
using ExtentLock.Analyzers.Flow;
using ExtentLock.Analyzers.Locks;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>
/// Which variables of a body are given what is made of others, and which conditions ask them. The body is read once, however
/// many questions there are.
/// </summary>
internal sealed class Derivations
{
    private readonly Users _copies = new();
    private readonly Users _conditions = new();

    public Derivations(FlatBody body)
    {
        foreach (Assignment assignment in body.Events.SelectMany(block => block).OfType<Assignment>())
        {
            if (assignment.Place is Variable { Number: not VariableTable.ResultVariable and var place })
                _copies.Add(assignment.Value, place);
        }

        for (int block = 0; block < body.Conditions.Length; block++)
            _conditions.Add(body.Conditions[block], block);
    }

    /// <summary>Variables that such a value may have come to.</summary>
    public HashSet<int> CopiesOf(IEnumerable<Expression> origins)
    {
        var copies = new Reads();
        foreach (Expression origin in origins)
            copies.Add(origin);
        var pending = new Stack<int>(copies.Variables.SelectMany(_copies.OfVariable).Concat(copies.Sites.SelectMany(_copies.OfSite)));
        while (pending.Count > 0)
        {
            int copy = pending.Pop();
            if (!copies.Variables.Add(copy))
                continue;
            foreach (int next in _copies.OfVariable(copy))
                pending.Push(next);
        }

        return copies.Variables;
    }

    /// <summary>Blocks the conditions of which ask one of the variables or what was made at the site, in ascending order.</summary>
    public IEnumerable<int> ConditionsOn(HashSet<int> variables, int site) =>
        variables.SelectMany(_conditions.OfVariable).Concat(_conditions.OfSite(site)).Distinct().OrderBy(block => block);

    /// <summary>Numbers of what uses variables, and what was made at sites.</summary>
    private sealed class Users
    {
        private static readonly List<int> None = new();
        private readonly Dictionary<int, List<int>> _ofVariable = new();
        private readonly Dictionary<int, List<int>> _ofSite = new();
        private readonly Reads _read = new();

        public IEnumerable<int> OfVariable(int variable) => _ofVariable.TryGetValue(variable, out List<int>? users) ? users : None;

        public IEnumerable<int> OfSite(int site) => _ofSite.TryGetValue(site, out List<int>? users) ? users : None;

        public void Add(Expression? used, int user)
        {
            _read.Clear();
            _read.Add(used);
            foreach (int variable in _read.Variables)
                Note(_ofVariable, variable, user);
            foreach (int site in _read.Sites)
                Note(_ofSite, site, user);
        }

        private static void Note(Dictionary<int, List<int>> users, int used, int user)
        {
            if (!users.TryGetValue(used, out List<int>? known))
                users.Add(used, known = new List<int>());
            known.Add(user);
        }
    }
}
