using System;
using System.Threading.Tasks;
using ExtentLock.Storage;
using Xunit;

namespace ExtentLock.Tests.Storage;

public sealed class SpaceTicketTests
{
    private const int Sector = 4096;
    private const int Limit = 300;

    private readonly SpaceLedger _ledger = new(
        new SpaceAllocator([new SpaceRun(0, 10 * Sector)]), Limit * SpaceLedger.MetadataPerExtent);

    [Fact]
    public void TicketInUse_IsNotGrantedAgain()
    {
        SpaceTicket ticket = Reserved(Sector);

        Assert.Throws<InvalidOperationException>(() => ticket.Grant(_ledger, Sector, 1));
        Assert.Equal((Sector, 1), (ticket.Data, ticket.Extents));
    }

    [Fact]
    public void MoreThanATicketHas_IsNeitherSplitOffNorUsed()
    {
        SpaceTicket ticket = Reserved(Sector);

        Assert.Throws<InvalidOperationException>(() => ticket.Split(new SpaceTicket(), 2 * Sector));
        Assert.Throws<InvalidOperationException>(() => ticket.Use(2 * Sector));
        Assert.Equal((Sector, 1), (_ledger.Data, _ledger.Extents));
    }

    [Fact]
    public void OperationThatJoinsAnother_HasEnded()
    {
        SpaceTicket first = Reserved(Sector);
        SpaceTicket second = Reserved(2 * Sector);
        Task end = _ledger.NextEnd()!;

        first.MoveTo(second);

        Assert.True(end.IsCompleted);
        Assert.Equal((3 * Sector, 2), (second.Data, second.Extents));
        Task last = _ledger.NextEnd()!;
        second.Release();
        Assert.True(last.IsCompleted);
        Assert.Null(_ledger.NextEnd());
    }

    [Fact]
    public void MetadataOfOneStep_AreScarceWhenNotAllOfThemFit()
    {
        Reserved(0, extents: Limit - 256);
        Assert.False(_ledger.IsMetadataScarce);

        Reserved(0);

        Assert.True(_ledger.IsMetadataScarce);
    }

    private SpaceTicket Reserved(long data, int extents = 1)
    {
        SpaceTicket ticket = new();
        Assert.True(_ledger.TryReserve(ticket, data, extents));
        return ticket;
    }
}
