using System;

namespace ExtentLock.Contracts
{
    /// <summary>
    /// The member takes <see cref="Target"/>: not held on entry, held on exit (on the outcome <see cref="When"/> names).
    /// A checked member keeps what it declares here and gives everything else back.
    /// </summary>
    [AttributeUsage(
        AttributeTargets.Method | AttributeTargets.Constructor
        | AttributeTargets.Delegate | AttributeTargets.Property, AllowMultiple = true)]
#if EXTENTLOCK_PUBLIC_CONTRACTS
    public
#endif
    sealed class AcquiresAttribute : Attribute
    {
        /// <param name="target">
        /// What is taken: <c>this</c>, a parameter, <c>return</c>, or a field or property path such as <c>_tree</c> or
        /// <c>inode.IoTree</c>; a static path starts with its type's name.
        /// </param>
        public AcquiresAttribute(string target)
        {
            Target = target;
        }

        /// <summary>What is taken.</summary>
        public string Target { get; }

        /// <summary>The outcome of the member on which it is held; every other outcome leaves it as it was.</summary>
        public Outcome When { get; set; }

        /// <summary>How it is held.</summary>
        public LockMode Mode { get; set; }

        /// <summary>
        /// First byte held, as a sum over integer parameters, fields and <c>return</c> (<c>"start + len"</c>),
        /// evaluated when the member has returned, with parameters as they were passed. Set together with
        /// <see cref="End"/>, or neither.
        /// </summary>
        public string Start { get; set; } = "";

        /// <summary>One past the last byte held, as a sum like <see cref="Start"/>.</summary>
        public string End { get; set; } = "";
    }
}
