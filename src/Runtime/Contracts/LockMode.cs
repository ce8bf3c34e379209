namespace ExtentLock.Contracts
{
    /// <summary>How a lock is held.</summary>
#if EXTENTLOCK_PUBLIC_CONTRACTS
    public
#endif
    enum LockMode
    {
        /// <summary>One holder; the mode of every lock that has no modes.</summary>
        Exclusive,

        /// <summary>Any number of holders at once.</summary>
        Shared,

        /// <summary>One holder that may become exclusive, beside any number of shared ones.</summary>
        Upgradeable,
    }
}
