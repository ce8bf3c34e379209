using System;
using System.Globalization;

namespace ExtentLock.Samples.VolumeTool;

/// <summary>Numbers of bytes as people write them: powers of 1024.</summary>
internal static class Size
{
    private const string Units = "KMGT";

    /// <summary>Accepts 65536, 64K, 64k, 64KiB.</summary>
    public static bool TryParse(string text, out long bytes)
    {
        string upper = text.ToUpperInvariant();
        string digits = upper.TrimEnd('B').TrimEnd('I');
        int unit = digits.Length == 0 ? -1 : Units.IndexOf(digits[^1], StringComparison.Ordinal);
        long factor = 1L << (10 * (unit + 1));
        bool isNumber = long.TryParse(
            unit < 0 ? upper : digits[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out bytes);

        if (!isNumber || bytes > long.MaxValue / factor)
            return false;

        bytes *= factor;
        return true;
    }

    /// <summary>The largest unit that leaves a whole number.</summary>
    public static string Exact(long bytes)
    {
        int unit = 0;
        while (bytes != 0 && bytes % 1024 == 0 && unit < Units.Length)
        {
            bytes /= 1024;
            unit++;
        }

        return Text(bytes.ToString(CultureInfo.InvariantCulture), unit);
    }

    /// <summary>Three digits or so.</summary>
    public static string Rough(double bytes)
    {
        int unit = 0;
        while (bytes >= 1024 && unit < Units.Length)
        {
            bytes /= 1024;
            unit++;
        }

        return Text(bytes.ToString(unit > 0 && bytes < 10 ? "0.0" : "0", CultureInfo.InvariantCulture), unit);
    }

    /// <summary>With separators.</summary>
    public static string Bytes(long bytes) => bytes.ToString("N0", CultureInfo.InvariantCulture);

    private static string Text(string number, int unit) => unit == 0 ? $"{number} B" : $"{number} {Units[unit - 1]}iB";
}
