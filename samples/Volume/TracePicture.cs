using System;
using System.Globalization;
using System.Linq;
using System.Xml.Linq;

namespace ExtentLock.Samples.VolumeTool;

/// <summary>
/// The timeline of one request as SVG: time to the right, the bytes of its range downwards, twice. Above with the whole
/// request locked, below with what the patch of 2012 locks. Light and dark, and told apart without colours.
/// </summary>
internal sealed class TracePicture(TracedRequest request, string name, string device)
{
    private const int Width = 960;
    private const int FirstPanel = 100;
    private const int BetweenPanels = 58;
    private const int LegendHeight = 62;
    private const string BeforePatch = "Before the patch, and in this volume: the whole request is locked";
    private const string WithPatch = "With the patch of 2012: what is being mapped or moved is locked";

    private readonly PictureScale _scale = new(request, Width);

    public string Svg() => Draw().ToString();

    /// <summary>The same in a page.</summary>
    public string Html() => $$"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <meta name="color-scheme" content="light dark">
        <title>{{new XText(Title)}}</title>
        <style>
        body { margin: 2rem auto; max-width: 960px; background: #fff }
        svg { width: 100%; height: auto }
        @media (prefers-color-scheme: dark) { body { background: #0d1117 } }
        </style>
        </head>
        <body>
        {{Svg()}}
        </body>
        </html>
        """;

    private string Title
    {
        get
        {
            string count = request.Pieces.Count == 1 ? "one piece" : $"{request.Pieces.Count} pieces";
            string what = $"{(request.IsWrite ? "write" : "read")} of {Size.Exact(request.Length)}";
            return $"A direct {what} at {Size.Exact(request.Start)} of '{name}': {count}";
        }
    }

    private XElement Draw()
    {
        int second = FirstPanel + _scale.Height + BetweenPanels;
        int axis = second + _scale.Height;
        int height = axis + 46 + LegendHeight;
        LockHistory before = LockHistory.OfWholeRequest(request);
        LockHistory after = LockHistory.OfPatch(request);
        XElement picture = Shapes.Element(
            "svg",
            ("viewBox", $"0 0 {Width} {height}"),
            ("width", Width),
            ("height", height),
            ("role", "img"),
            ("font-family", "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif"),
            ("font-size", 13));

        picture.Add(
            Shapes.Titled("title", Title),
            Shapes.Titled("style", PictureStyle.Text),
            PictureStyle.Hatching(),
            Shapes.Box("page", 0, 0, Width, height),
            Shapes.Text("name", 24, 30, Title),
            Shapes.Text("note", 24, 50, device));

        DrawPanel(picture, FirstPanel, before, BeforePatch, $"measured: {Share(before)}");
        DrawPanel(picture, second, after, WithPatch, $"from the same times: {Share(after)}");
        DrawAxis(picture, axis);
        PictureLegend.Draw(picture, axis + 58, request.IsWrite);
        return picture;
    }

    private string Share(LockHistory history) =>
        string.Create(CultureInfo.InvariantCulture, $"{100 * history.ShareOf(request):0} % of bytes × time");

    private void DrawPanel(XElement picture, int top, LockHistory history, string title, string note)
    {
        XElement panel = Shapes.Element("g", ("transform", $"translate(0 {top})"));
        panel.Add(
            Shapes.Text("head", 24, -12, title),
            Shapes.Text("note", Width - PictureScale.Right, -12, note, "end"),
            Shapes.Box("free", PictureScale.Left, 0, _scale.PlotWidth, _scale.Height));

        foreach (HeldSpan span in history.Ordered)
            panel.Add(Box("ordered", span));

        foreach (HeldSpan span in history.Locked)
            panel.Add(Box("locked", span));

        foreach (HeldSpan span in history.Locked.Where(span => _scale.X(span.To) - _scale.X(span.From) > 4))
        {
            (double top, double bottom) ends = (_scale.Y(span.Start), _scale.Y(span.End));
            panel.Add(
                Shapes.Line("lock", _scale.X(span.From), ends.top, _scale.X(span.From), ends.bottom),
                Shapes.Line("unlock", _scale.X(span.To), ends.top, _scale.X(span.To), ends.bottom));
        }

        foreach (TracedPiece piece in request.Pieces)
            DrawPiece(panel, piece);

        picture.Add(panel);
    }

    private XElement Box(string style, HeldSpan span)
    {
        double left = _scale.X(span.From);
        double width = Math.Max(1.5, _scale.X(span.To) - left);
        return Shapes.Box(style, left, _scale.Y(span.Start), width, _scale.Y(span.End) - _scale.Y(span.Start));
    }

    private void DrawPiece(XElement panel, TracedPiece piece)
    {
        double top = _scale.Y(piece.Start);
        double bottom = _scale.Y(piece.End);
        double middle = (top + bottom) / 2;
        panel.Add(Shapes.Line("border", PictureScale.Left, bottom, Width - PictureScale.Right, bottom));
        if (_scale.HasRoomFor(piece))
        {
            panel.Add(Shapes.Text("byte", PictureScale.Left - 8, top + 4, Size.Exact(piece.Start), "end"));
            string what = piece.Submitted is null ? "hole" : Size.Exact(piece.End - piece.Start);
            panel.Add(Shapes.Text("byte", Width - PictureScale.Right + 8, middle + 4, what));
        }

        if (piece is { Submitted: { } submitted, Completed: { } completed })
        {
            panel.Add(
                Shapes.Line("moving", _scale.X(submitted), middle, _scale.X(completed), middle),
                Shapes.Circle("submit", _scale.X(submitted), middle),
                Shapes.Square("complete", _scale.X(completed), middle));
        }

        panel.Add(Shapes.Triangle("map", _scale.X(piece.Mapped), _scale.HasRoomFor(piece) ? top + 7 : middle));
    }

    private void DrawAxis(XElement picture, int y)
    {
        picture.Add(Shapes.Line("axis", PictureScale.Left, y, Width - PictureScale.Right, y));
        foreach (double time in _scale.Ticks())
        {
            picture.Add(
                Shapes.Line("axis", _scale.X(time), y, _scale.X(time), y + 5),
                Shapes.Text("byte", _scale.X(time), y + 20, Time(time), "middle"));
        }

        picture.Add(Shapes.Text("byte", PictureScale.Left, y + 36, "since the request asked for its lock"));
    }

    private static string Time(double microseconds) => microseconds < 1000
        ? microseconds.ToString("0", CultureInfo.InvariantCulture) + " µs"
        : (microseconds / 1000).ToString("0.##", CultureInfo.InvariantCulture) + " ms";
}
