using System.Globalization;
using System.Text;

namespace Usd1Compliance.Benchmarks;

/// <summary>How a figure grows with the number of addresses, as a picture (SVG): one panel a figure, beginning at nothing, with what is to be reached as a line.</summary>
internal static class GrowthPlot
{
    private const int Width = 360, Height = 240, Left = 64, Right = 20, Top = 40, Bottom = 44;

    /// <summary>A panel.</summary>
    /// <param name="Title">What is measured, with its unit.</param>
    /// <param name="Reach">What is to be reached; null where nothing is.</param>
    /// <param name="Points">Millions of addresses, and the figure.</param>
    public sealed record Panel(string Title, double? Reach, IReadOnlyList<(double Millions, double Value)> Points);

    /// <summary>Draws panels side by side.</summary>
    public static string Of(IReadOnlyList<Panel> panels)
    {
        var svg = new StringBuilder();
        svg.AppendLine(CultureInfo.InvariantCulture, $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {panels.Count * Width} {Height}" font-family="sans-serif" font-size="12" role="img">""");
        svg.AppendLine(CultureInfo.InvariantCulture, $"""<title>{string.Join("; ", panels.Select(panel => panel.Title))}, by millions of addresses</title>""");
        svg.AppendLine(CultureInfo.InvariantCulture, $"""<rect width="{panels.Count * Width}" height="{Height}" fill="#ffffff"/>""");
        for (var place = 0; place < panels.Count; place++)
        {
            svg.AppendLine(CultureInfo.InvariantCulture, $"""<g transform="translate({place * Width},0)">""");
            Draw(panels[place], svg);
            svg.AppendLine("</g>");
        }

        return svg.AppendLine("</svg>").ToString();
    }

    private static void Draw(Panel panel, StringBuilder svg)
    {
        var most = panel.Points.Max(point => point.Millions);
        var highest = Math.Max(panel.Points.Max(point => point.Value), panel.Reach ?? 0) * 1.15;
        double X(double millions) => Left + (millions / most * (Width - Left - Right));
        double Y(double value) => Height - Bottom - (value / highest * (Height - Top - Bottom));
        svg.AppendLine(CultureInfo.InvariantCulture, $"""<text x="{Left}" y="22" font-weight="bold">{panel.Title}</text>""");
        svg.AppendLine(CultureInfo.InvariantCulture, $"""<path d="M{Left},{Top} V{Height - Bottom} H{Width - Right}" fill="none" stroke="#444"/>""");
        if (panel.Reach is { } reach)
        {
            svg.AppendLine(CultureInfo.InvariantCulture, $"""<path d="M{Left},{Y(reach):F1} H{Width - Right}" stroke="#b4690e" stroke-dasharray="5 4"/>""");
            svg.AppendLine(CultureInfo.InvariantCulture, $"""<text x="{Left - 6}" y="{Y(reach) + 4:F1}" text-anchor="end" fill="#b4690e">{reach:N0}</text>""");
        }

        svg.AppendLine(CultureInfo.InvariantCulture, $"""<polyline points="{string.Join(' ', panel.Points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{X(point.Millions):F1},{Y(point.Value):F1}")))}" fill="none" stroke="#1d4f91" stroke-width="2"/>""");
        foreach (var (millions, value) in panel.Points)
        {
            svg.AppendLine(CultureInfo.InvariantCulture, $"""<circle cx="{X(millions):F1}" cy="{Y(value):F1}" r="4" fill="#1d4f91"/>""");
            svg.AppendLine(CultureInfo.InvariantCulture, $"""<text x="{X(millions):F1}" y="{Y(value) - 9:F1}" text-anchor="middle">{value:N0}</text>""");
            svg.AppendLine(CultureInfo.InvariantCulture, $"""<text x="{X(millions):F1}" y="{Height - Bottom + 18}" text-anchor="middle">{millions:0.#} M</text>""");
        }

        svg.AppendLine(CultureInfo.InvariantCulture, $"""<text x="{(Left + Width - Right) / 2}" y="{Height - 8}" text-anchor="middle" fill="#444">addresses</text>""");
    }
}
