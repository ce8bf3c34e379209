namespace ExtentLock.Contracts
{
    /// <summary>How a member ended, told from what it returns. A contract with an outcome holds on that outcome only.</summary>
#if EXTENTLOCK_PUBLIC_CONTRACTS
    public
#endif
    enum Outcome
    {
        /// <summary>Whatever is returned.</summary>
        Always,

        /// <summary>It returned <c>true</c>.</summary>
        True,

        /// <summary>It returned <c>false</c>.</summary>
        False,

        /// <summary>It returned zero.</summary>
        Zero,

        /// <summary>It returned anything but zero.</summary>
        NonZero,

        /// <summary>It returned a number below zero.</summary>
        Negative,

        /// <summary>It returned zero or more, such as a count of bytes.</summary>
        NonNegative,

        /// <summary>It returned <c>null</c>.</summary>
        Null,

        /// <summary>It returned an object.</summary>
        NotNull,
    }
}
