using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using System.Xml.Linq;
using ExtentLock.Samples.VolumeTool;
using ExtentLock.Tests.Volumes;
using Xunit;

namespace ExtentLock.Tests.Samples;

/// <summary>The trace of samples/Volume: the picture, and what of it is computed and not measured.</summary>
public sealed class VolumeTraceTests
{
    private static readonly TracedPiece s_first = new(0, 4096, Looked: 0, Mapped: 10, Submitted: 20, Completed: 60);
    private static readonly TracedPiece s_hole = new(4096, 8192, Looked: 20, Mapped: 30, null, null);

    [Fact]
    public async Task Trace_DrawsEveryStepOfEveryPieceTwice()
    {
        using VolumeTool tool = await WithSparseFileAsync();

        string told = await tool.SucceedsAsync(
            "trace", tool.Volume, "sparse", "--out", tool["read.svg"], "--out", tool["read.html"]);

        XElement picture = XDocument.Load(tool["read.svg"]).Root!;
        Assert.Equal("svg", picture.Name.LocalName);
        Assert.Equal((6, 4, 4), (Count(picture, "map"), Count(picture, "submit"), Count(picture, "complete")));
        Assert.True(Count(picture, "locked") > Count(picture, "ordered"));
        Assert.True(Count(picture, "lock") > 1);
        Assert.Equal(Count(picture, "lock"), Count(picture, "unlock"));
        Assert.Contains("A direct read of 256 KiB at 0 B of 'sparse'", picture.Value, StringComparison.Ordinal);
        Assert.Contains("64 KiB to 192 KiB", told, StringComparison.Ordinal);
        Assert.Contains("<svg", File.ReadAllText(tool["read.html"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TracedWrite_LeavesTheBytesAsTheyWere()
    {
        using VolumeTool tool = await WithSparseFileAsync();

        await tool.SucceedsAsync(
            "trace", tool.Volume, "sparse", "--offset", "64K", "--length", "128K", "--write",
            "--out", tool["write.svg"]);
        await tool.SucceedsAsync("get", tool.Volume, "sparse", tool["got"]);

        Assert.Equal(File.ReadAllBytes(tool["given"]), File.ReadAllBytes(tool["got"]));
        Assert.True(Count(XDocument.Load(tool["write.svg"]).Root!, "ordered") >= 1);
        Assert.StartsWith("✓", await tool.SucceedsAsync("check", tool.Volume), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PictureOfAnotherKind_IsRefusedBeforeAnythingIsDone()
    {
        using VolumeTool tool = await WithSparseFileAsync();

        (int code, _, string errors) = await VolumeTool.RunAsync(
            "trace", tool.Volume, "sparse", "--out", tool["read.png"]);

        Assert.Equal(2, code);
        Assert.Contains("has to end with .svg or .html", errors, StringComparison.Ordinal);
        Assert.False(File.Exists(tool["read.png"]));
    }

    [Fact]
    public void PatchOnARead_LocksTheRestWhileItMapsAndAPieceUntilItIsVerified()
    {
        TracedRequest read = new(IsWrite: false, 0, 8192, Locked: 0, Unlocked: 100, [s_first, s_hole]);

        LockHistory patch = LockHistory.OfPatch(read);

        Assert.Equal(
            [new HeldSpan(4096, 8192, 0, 10), new HeldSpan(0, 4096, 0, 100), new HeldSpan(4096, 8192, 20, 30)],
            patch.Locked);
        Assert.Empty(patch.Ordered);
        Assert.Equal(0.6, patch.ShareOf(read), 6);
        Assert.Equal(1, LockHistory.OfWholeRequest(read).ShareOf(read), 6);
    }

    [Fact]
    public void PatchOnAWrite_LeavesAnOrderedExtentInPlaceOfTheLock()
    {
        TracedRequest write = new(IsWrite: true, 0, 4096, Locked: 0, Unlocked: 100, [s_first]);

        LockHistory patch = LockHistory.OfPatch(write);

        Assert.Equal([new HeldSpan(0, 4096, 0, 10)], patch.Locked);
        Assert.Equal([new HeldSpan(0, 4096, 10, 60)], patch.Ordered);
    }

    [Fact]
    public void ThousandPieces_StayOnThePage()
    {
        TracedPiece[] pieces = [.. Enumerable.Range(0, 1000).Select(i => s_first with
        {
            Start = i * 4096L,
            End = (i + 1) * 4096L,
        })];
        TracedRequest request = new(IsWrite: false, 0, 4096 * 1000L, 0, 100, pieces);

        XElement picture = XElement.Parse(new TracePicture(request, "<&>", "device").Svg());

        Assert.True((int)picture.Attribute("height")! < 1000);
        Assert.Equal(2000, Count(picture, "map"));
        Assert.Contains("'<&>'", picture.Value, StringComparison.Ordinal);
    }

    private static async Task<VolumeTool> WithSparseFileAsync()
    {
        VolumeTool tool = await VolumeTool.WithVolumeAsync();
        byte[] bytes = [.. TestVolume.Bytes(65536), .. new byte[131072], .. TestVolume.Bytes(65536)];
        await tool.SucceedsAsync("put", tool.Volume, tool.FileOf(bytes), "sparse");
        return tool;
    }

    /// <summary>Elements of the drawing itself: those of the legend stand beside it.</summary>
    private static int Count(XElement picture, string style)
    {
        IEnumerable<XElement> panels = picture.Elements().Where(element => element.Name.LocalName == "g");
        return panels.Elements().Count(element => (string?)element.Attribute("class") == style);
    }
}
