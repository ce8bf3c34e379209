using System.Globalization;
using Microsoft.CodeAnalysis.Text;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>Source files; one added without a name is called after its place in the list.</summary>
public class SourceFileList : SourceFileCollection
{
    private readonly string _prefix;
    private readonly string _extension;

    public SourceFileList(string defaultPrefix, string defaultExtension)
    {
        _prefix = defaultPrefix;
        _extension = defaultExtension;
    }

    public void Add(string content) => Add(SourceText.From(content));

    public void Add(SourceText content)
    {
        string number = Count.ToString(CultureInfo.InvariantCulture);
        Add(($"{_prefix}{number}.{_extension}", content));
    }
}
