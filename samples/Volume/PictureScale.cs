using System;
using System.Collections.Generic;
using System.Linq;

namespace ExtentLock.Samples.VolumeTool;

/// <summary>Where times and bytes lie in a panel. Time is to scale; so are bytes, but a short piece is made high enough
/// to be seen, as long as there are few.</summary>
internal sealed class PictureScale
{
    public const int Left = 84;
    public const int Right = 76;

    private const int LeastHeight = 24;
    private const int MostHeight = 320;
    private const int MostPiecesWithRoom = 24;
    private readonly List<(long Byte, double Y)> _borders = [];
    private readonly double _end;

    public PictureScale(TracedRequest request, int width)
    {
        PlotWidth = width - Left - Right;
        _end = Math.Max(1, request.Unlocked * 1.02);
        List<long> bytes = [request.Start, .. request.Pieces.Select(piece => piece.End)];
        if (bytes[^1] < request.End)
            bytes.Add(request.End);

        int count = bytes.Count - 1;
        int total = Math.Clamp(count * 34, 120, MostHeight);
        int least = count <= MostPiecesWithRoom ? Math.Min(LeastHeight, MostHeight / count) : 0;
        double perByte = (total - (count * least)) / (double)request.Length;
        double y = 0;
        _borders.Add((bytes[0], 0));
        for (int i = 1; i < bytes.Count; i++)
        {
            y += least + ((bytes[i] - bytes[i - 1]) * perByte);
            _borders.Add((bytes[i], y));
        }

        Height = (int)Math.Ceiling(y);
    }

    public int PlotWidth { get; }

    public int Height { get; }

    public double X(double time) => Left + (time / _end * PlotWidth);

    /// <param name="position">A border of a piece.</param>
    public double Y(long position)
    {
        int place = _borders.BinarySearch(
            (position, 0), Comparer<(long Byte, double Y)>.Create((one, other) => one.Byte.CompareTo(other.Byte)));
        return _borders[place < 0 ? _borders.Count - 1 : place].Y;
    }

    /// <summary>Whether text beside the piece would not run into that of its neighbours.</summary>
    public bool HasRoomFor(TracedPiece piece) => Y(piece.End) - Y(piece.Start) >= 12;

    /// <summary>Round times, five to ten of them.</summary>
    public IEnumerable<double> Ticks()
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(_end)));
        double step = ((double[])[0.1, 0.2, 0.5, 1]).Select(part => part * power).First(step => _end / step <= 10);
        for (int i = 0; i * step <= _end; i++)
            yield return i * step;
    }
}
