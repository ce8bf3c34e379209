using System;

namespace ExtentLock.Contracts
{
    /// <summary>The ways out of a member that a proof covers.</summary>
    [Flags]
#if EXTENTLOCK_PUBLIC_CONTRACTS
    public
#endif
    enum Exits
    {
        /// <summary>No way out.</summary>
        None = 0,

        /// <summary><c>return</c>, and falling off the end.</summary>
        Returns = 1,

        /// <summary>A <c>throw</c> written in the member.</summary>
        Throws = 2,

        /// <summary>A call or an await that throws, cancellation included.</summary>
        Calls = 4,

        /// <summary>Every way out.</summary>
        All = Returns | Throws | Calls,
    }
}
