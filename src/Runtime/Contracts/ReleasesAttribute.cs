using System;

namespace ExtentLock.Contracts
{
    /// <summary>
    /// The member gives <see cref="Target"/> back: held on entry, not held on exit (on the outcome <see cref="When"/>
    /// names). With a range, only that part is given back.
    /// </summary>
    [AttributeUsage(
        AttributeTargets.Method | AttributeTargets.Constructor
        | AttributeTargets.Delegate | AttributeTargets.Property, AllowMultiple = true)]
#if EXTENTLOCK_PUBLIC_CONTRACTS
    public
#endif
    sealed class ReleasesAttribute : Attribute
    {
        /// <param name="target">
        /// What is given back: <c>this</c>, a parameter, <c>return</c>, or a field or property path such as <c>_tree</c> or
        /// <c>inode.IoTree</c>; a static path starts with its type's name.
        /// </param>
        public ReleasesAttribute(string target)
        {
            Target = target;
        }

        /// <summary>What is given back.</summary>
        public string Target { get; }

        /// <summary>The outcome of the member on which it is given back; every other outcome leaves it held.</summary>
        public Outcome When { get; set; }

        /// <summary>The mode it was held in.</summary>
        public LockMode Mode { get; set; }

        /// <summary>
        /// First byte given back, as a sum over integer parameters, fields and <c>return</c> (<c>"start + len"</c>),
        /// evaluated when the member has returned, with parameters as they were passed. Set together with
        /// <see cref="End"/>, or neither.
        /// </summary>
        public string Start { get; set; } = "";

        /// <summary>One past the last byte given back, as a sum like <see cref="Start"/>.</summary>
        public string End { get; set; } = "";
    }
}
