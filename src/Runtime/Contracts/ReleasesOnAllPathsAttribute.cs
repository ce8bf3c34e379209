using System;

namespace ExtentLock.Contracts
{
    /// <summary>
    /// Proof tier: on every way out that <see cref="On"/> names, whatever the member acquired and did not declare as kept
    /// with <see cref="AcquiresAttribute"/> is released. What can't be shown is reported.
    /// </summary>
    [AttributeUsage(
        AttributeTargets.Method | AttributeTargets.Constructor | AttributeTargets.Property
        | AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Assembly, AllowMultiple = true)]
#if EXTENTLOCK_PUBLIC_CONTRACTS
    public
#endif
    sealed class ReleasesOnAllPathsAttribute : Attribute
    {
        /// <summary>Everything the member acquires is covered.</summary>
        public ReleasesOnAllPathsAttribute()
        {
            Target = "";
        }

        /// <param name="target">Only this is covered; the syntax is that of <see cref="AcquiresAttribute"/>.</param>
        public ReleasesOnAllPathsAttribute(string target)
        {
            Target = target;
        }

        /// <summary>What is covered; empty for everything.</summary>
        public string Target { get; }

        /// <summary>The ways out that are checked; all of them unless set.</summary>
        public Exits On { get; set; } = Exits.All;
    }
}
