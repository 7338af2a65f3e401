using System.Text.RegularExpressions;

namespace Usd1Compliance.Tests;

/// <summary>What the pages of the project say of the project is true.</summary>
[Suite(Suite.Unit)]
public sealed partial class DocsTests
{
    [Theory]
    [InlineData("README.md")]
    [InlineData("THREAT-MODEL.md")]
    [InlineData("docs/ARCHITECTURE.md")]
    public void Every_file_that_a_page_names_is_there(string page)
    {
        var text = File.ReadAllText(Checkout.PathOf(page));
        var missing = NamedFile().Matches(text).Select(match => match.Groups["path"].Value)
            .Concat(Link().Matches(text).Select(match => Path.Combine(Path.GetDirectoryName(page)!, match.Groups["path"].Value)))
            .Where(path => !path.StartsWith("..", StringComparison.Ordinal) && !path.StartsWith(".data", StringComparison.Ordinal))
            .Where(path => !Path.Exists(Checkout.PathOf(path)));
        Assert.Empty(missing);
    }

    [Fact]
    public void Every_test_that_the_threat_model_calls_as_a_witness_exists()
    {
        var tests = typeof(DocsTests).Assembly.GetTypes().SelectMany(type => type.GetMethods().Select(method => $"{type.Name}.{method.Name}")).ToHashSet();
        var witnesses = NamedTest().Matches(File.ReadAllText(Checkout.PathOf("THREAT-MODEL.md"))).Select(match => match.Groups["test"].Value).ToList();
        Assert.NotEmpty(witnesses);
        Assert.Equal([], witnesses.Except(tests));
    }

    [Fact]
    public void Every_code_of_a_refusal_stands_on_the_page_of_refusals()
    {
        var page = File.ReadAllText(Checkout.PathOf("docs/errors.md"));
        var answered = new[] { "engine", "ingest", "ui" }.SelectMany(folder => Directory.EnumerateFiles(Checkout.PathOf(folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(file => Code().Matches(File.ReadAllText(file))).Select(match => match.Groups["code"].Value).ToHashSet();
        Assert.True(answered.Count > 50, $"{answered.Count} codes were found in the source.");
        Assert.Equal([], answered.Where(code => !page.Contains($"`{code}`", StringComparison.Ordinal)).Order());
    }

    // new Refusal("code", …), or Fail(ExitCode.X, "code", …).
    [GeneratedRegex(@"(new Refusal\(|Fail\(ExitCode\.\w+, )\s*""(?<code>[a-z0-9_]+)""")]
    private static partial Regex Code();

    // `folder/file.ext` or `folder/`: a path from the root of the project.
    [GeneratedRegex(@"`(?<path>(engine|ingest|ui|rules|tests|docs|simulation|scripts|\.ci)/[\w./\-]*)`")]
    private static partial Regex NamedFile();

    [GeneratedRegex(@"\]\((?<path>[\w./\-]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"`(?<test>\w+Tests\.\w+)`")]
    private static partial Regex NamedTest();
}
