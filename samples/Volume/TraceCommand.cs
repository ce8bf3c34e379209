using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Storage;
using ExtentLock.Volumes;

namespace ExtentLock.Samples.VolumeTool;

/// <summary>What is to be traced.</summary>
/// <param name="Name">The file.</param>
/// <param name="Offset">First byte.</param>
/// <param name="Length">Bytes; negative for the rest of the file.</param>
/// <param name="IsWrite">Writes what is there again, in place of reading it.</param>
/// <param name="Engine">What carries the request to the kernel.</param>
/// <param name="Pictures">Files to make, .svg or .html.</param>
internal sealed record TraceWish(
    string Name, long Offset, long Length, bool IsWrite, BlockEngine Engine, IReadOnlyList<string> Pictures);

/// <summary>Does one direct read or write, tells its steps and draws them.</summary>
internal static class TraceCommand
{
    private const long LongestUnasked = 4 * 1024 * 1024;
    private const long Longest = 256 * 1024 * 1024;
    private const int MostPiecesTold = 40;

    public static async Task<int> RunAsync(Screen screen, string path, TraceWish wish, CancellationToken stop)
    {
        foreach (string picture in wish.Pictures)
        {
            if (!IsHtml(picture) && !picture.EndsWith(".svg", StringComparison.OrdinalIgnoreCase))
                throw new IOException($"'{picture}' is no picture: its name has to end with .svg or .html.");
        }

        RequestTracer tracer = new();
        using Volume volume = Opening.ToTrace(path, tracer, wish);
        using VolumeFile file = volume.OpenFile(wish.Name);
        await RequestAsync(file, tracer, wish, stop);
        TracedRequest request = Traced(tracer, wish);
        Tell(screen, request);
        foreach (string picture in wish.Pictures)
        {
            TracePicture drawing = new(request, wish.Name, volume.Description);
            await File.WriteAllTextAsync(picture, IsHtml(picture) ? drawing.Html() : drawing.Svg(), stop);
            screen.Line($"picture: {picture}");
        }

        return 0;
    }

    private static bool IsHtml(string picture) => picture.EndsWith(".html", StringComparison.OrdinalIgnoreCase);

    private static async Task RequestAsync(
        VolumeFile file, RequestTracer tracer, TraceWish wish, CancellationToken stop)
    {
        long rest = (file.Length - wish.Offset + 4095) / 4096 * 4096;
        if (rest <= 0)
            throw new IOException($"'{wish.Name}' ends at {file.Length}; there is nothing at {wish.Offset}.");

        if (wish.Length is 0 or > Longest)
            throw new IOException($"--length is {wish.Length}, not between 4096 and {Longest}.");

        int length = (int)(wish.Length < 0 ? Math.Min(LongestUnasked, rest) : wish.Length);
        using IoArena arena = new(length);
        using ArenaSlice slice = arena.Rent(length);

        // Once before, so that the picture shows the device and not the first call of everything.
        int read = await file.ReadAsync(wish.Offset, slice.Memory[..length], cancellation: stop);
        tracer.Take();
        if (!wish.IsWrite)
            await file.ReadAsync(wish.Offset, slice.Memory[..length], cancellation: stop);
        else
            await file.WriteAsync(wish.Offset, slice.Memory[..(read / 4096 * 4096)], cancellation: stop);
    }

    private static TracedRequest Traced(RequestTracer tracer, TraceWish wish) =>
        TracedRequest.LastOf(tracer.Take()) ?? throw new IOException(
            $"'{wish.Name}' is not byte for byte on the device there; nothing was read or written directly.");

    private static void Tell(Screen screen, TracedRequest request)
    {
        screen.Line(
            $"{(request.IsWrite ? "write" : "read")} of {Size.Exact(request.Length)} at {Size.Exact(request.Start)}, "
            + $"in microseconds since it asked for the lock:");
        screen.Line($"{"range",-27}{"map",9}{"submit",9}{"complete",10}");
        foreach (TracedPiece piece in request.Pieces)
        {
            if (piece.Start >= request.Pieces[Math.Min(MostPiecesTold, request.Pieces.Count) - 1].End)
                break;

            string range = $"{Size.Exact(piece.Start)} to {Size.Exact(piece.End)}";
            screen.Line($"{range,-27}{Time(piece.Mapped),9}{Time(piece.Submitted),9}{Time(piece.Completed),10}");
        }

        if (request.Pieces.Count > MostPiecesTold)
            screen.Line($"… and {request.Pieces.Count - MostPiecesTold} pieces more");

        double share = LockHistory.OfPatch(request).ShareOf(request);
        screen.Line($"locked from {Time(request.Locked)} to {Time(request.Unlocked)}, the whole request");
        screen.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"by the patch of 2012, only what is mapped or moved: {100 * share:0} % of that, in bytes times time"));
    }

    private static string Time(double? time) => time?.ToString("0.0", CultureInfo.InvariantCulture) ?? "-";
}
