using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace ExtentLock.Samples.Tour;

/// <summary>
/// The errors and warnings about locks in the compiler's error log (SARIF 2.1), suppressed or not. Suggestions are for an
/// editor: no build shows them.
/// </summary>
internal static class SarifLog
{
    public static IReadOnlyList<Finding> Read(string log)
    {
        using JsonDocument document = JsonDocument.Parse(log);
        return
        [
            .. from run in document.RootElement.GetProperty("runs").EnumerateArray()
               from result in run.GetProperty("results").EnumerateArray()
               where result.GetProperty("ruleId").GetString()!.StartsWith("EXL", StringComparison.Ordinal)
               where result.GetProperty("level").GetString() is "error" or "warning"
               let finding = Finding(result)
               orderby finding.File, finding.Line, finding.Lock
               select finding,
        ];
    }

    /// <summary>The first related location is the acquire; the others are the conditions that the steps name.</summary>
    private static Finding Finding(JsonElement result)
    {
        JsonElement exit = result.GetProperty("locations")[0].GetProperty("physicalLocation");
        string file = exit.GetProperty("artifactLocation").GetProperty("uri").GetString()!;
        int line = Start(exit, "Line");
        JsonElement[] related = [.. Related(result)];
        IEnumerable<bool> ways = Property(result, "steps").Split('\n').Skip(1)
            .Where(step => step.StartsWith('\''))
            .Select(step => step.Contains("' is true (line ", StringComparison.Ordinal));
        return new Finding(
            result.GetProperty("ruleId").GetString()!,
            result.GetProperty("message").GetProperty("text").GetString()!,
            file[(file.LastIndexOf('/') + 1)..],
            line,
            Start(exit, "Column"),
            Property(result, "lock"),
            related.Length == 0 ? line : Start(related[0], "Line"),
            Property(result, "partial").Length != 0,
            [.. related.Skip(1).Zip(ways, (at, way) => new Branch(Start(at, "Line"), Start(at, "Column"), way))]);
    }

    private static IEnumerable<JsonElement> Related(JsonElement result) =>
        result.TryGetProperty("relatedLocations", out JsonElement related)
            ? related.EnumerateArray().Select(place => place.GetProperty("physicalLocation"))
            : [];

    private static int Start(JsonElement place, string what) =>
        place.GetProperty("region").GetProperty("start" + what).GetInt32();

    private static string Property(JsonElement result, string name) =>
        result.TryGetProperty("properties", out JsonElement properties)
        && properties.TryGetProperty("customProperties", out JsonElement custom)
        && custom.TryGetProperty(name, out JsonElement value)
            ? value.GetString()!
            : "";
}
