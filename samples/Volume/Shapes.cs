using System;
using System.Globalization;
using System.Xml.Linq;

namespace ExtentLock.Samples.VolumeTool;

/// <summary>Elements of SVG; the class of each says what it stands for.</summary>
internal static class Shapes
{
    private static readonly XNamespace s_svg = "http://www.w3.org/2000/svg";

    public static XElement Element(string kind, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        XElement element = new(s_svg + kind);
        foreach ((string name, object value) in attributes)
            element.SetAttributeValue(name, value is double number ? Round(number) : value);

        return element;
    }

    public static XElement Titled(string kind, string text) => new(s_svg + kind, text);

    public static XElement Box(string style, double x, double y, double width, double height) => Element(
        "rect", ("class", style), ("x", x), ("y", y), ("width", width), ("height", height));

    public static XElement Line(string style, double x1, double y1, double x2, double y2) => Element(
        "line", ("class", style), ("x1", x1), ("y1", y1), ("x2", x2), ("y2", y2));

    public static XElement Circle(string style, double x, double y) => Element(
        "circle", ("class", style), ("cx", x), ("cy", y), ("r", 4));

    public static XElement Square(string style, double x, double y) => Box(style, x - 4, y - 4, 8, 8);

    public static XElement Triangle(string style, double x, double y) => Element(
        "path", ("class", style), ("d", $"M{Round(x - 4.5)} {Round(y - 4)}h9l-4.5 8z"));

    public static XElement Text(string style, double x, double y, string text, string anchor = "start")
    {
        XElement element = Element("text", ("class", style), ("x", x), ("y", y), ("text-anchor", anchor));
        element.Value = text;
        return element;
    }

    private static string Round(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);
}
