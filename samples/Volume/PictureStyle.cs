using System.Xml.Linq;

namespace ExtentLock.Samples.VolumeTool;

/// <summary>Colours, for light and dark pages; blue and orange, which every reader tells apart, and shapes beside
/// them.</summary>
internal static class PictureStyle
{
    public const string Text = """

        .page{fill:#fff} text{fill:#1f2328} .name{font-size:16px;font-weight:600} .head{font-weight:600}
        .note,.byte{fill:#57606a;font-size:12px} .free{fill:#f3f5f7}
        .locked{fill:#9ccbf0} .lock,.unlock{stroke:#0b5394;stroke-width:2}
        .ordered{fill:url(#hatching)} .hatch{stroke:#8a9199;stroke-width:1.5}
        .border{stroke:#fff;stroke-width:1.5} .axis{stroke:#8a9199}
        .moving{stroke:#a34700;stroke-width:3} .map{fill:#1f2328} .submit{fill:#fff;stroke:#a34700;stroke-width:2}
        .complete{fill:#a34700}
        @media (prefers-color-scheme:dark){
        .page{fill:#0d1117} text{fill:#e6edf3} .note,.byte{fill:#9da7b3} .free{fill:#1b222b}
        .locked{fill:#1c4f80} .lock,.unlock{stroke:#79c0ff}
        .hatch{stroke:#6e7681} .border{stroke:#0d1117} .axis{stroke:#6e7681}
        .moving{stroke:#ffb366} .map{fill:#e6edf3} .submit{fill:#0d1117;stroke:#ffb366} .complete{fill:#ffb366}
        }

        """;

    public static XElement Hatching()
    {
        XElement pattern = Shapes.Element(
            "pattern",
            ("id", "hatching"),
            ("width", 7),
            ("height", 7),
            ("patternUnits", "userSpaceOnUse"),
            ("patternTransform", "rotate(45)"));
        pattern.Add(Shapes.Line("hatch", 0, 0, 0, 7));
        XElement definitions = Shapes.Element("defs");
        definitions.Add(pattern);
        return definitions;
    }
}
