using System.Xml.Linq;

namespace ExtentLock.Samples.VolumeTool;

/// <summary>What the marks mean, in two rows below the timeline.</summary>
internal static class PictureLegend
{
    private const int RowHeight = 22;
    private const string MovedRead = "at the device, and complete; checksums follow";
    private const string MovedWrite = "at the device, and complete";

    public static void Draw(XElement picture, int y, bool isWrite)
    {
        double x = PictureScale.Left;
        picture.Add(
            Shapes.Box("locked", x, y - 7, 26, 14),
            Shapes.Line("lock", x, y - 7, x, y + 7),
            Shapes.Line("unlock", x + 26, y - 7, x + 26, y + 7),
            Shapes.Text("note", x + 34, y + 4, "locked: others wait, from lock to unlock"),
            Shapes.Box("free", x + 300, y - 7, 26, 14),
            Shapes.Text("note", x + 334, y + 4, "free for others"));

        if (isWrite)
        {
            picture.Add(
                Shapes.Box("ordered", x + 450, y - 7, 26, 14),
                Shapes.Text("note", x + 484, y + 4, "not locked; an ordered extent stands there"));
        }

        y += RowHeight;
        picture.Add(
            Shapes.Triangle("map", x + 13, y),
            Shapes.Text("note", x + 34, y + 4, "map: its place is known"),
            Shapes.Circle("submit", x + 313, y),
            Shapes.Text("note", x + 334, y + 4, "submit"),
            Shapes.Line("moving", x + 450, y, x + 476, y),
            Shapes.Square("complete", x + 476, y),
            Shapes.Text("note", x + 490, y + 4, isWrite ? MovedWrite : MovedRead));
    }
}
