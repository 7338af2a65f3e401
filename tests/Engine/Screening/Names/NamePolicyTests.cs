using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Usd1Compliance.Screening.Names;

namespace Usd1Compliance.Tests.Engine.Screening.Names;

/// <summary>The policy's files: what is wrong is refused with its place and its mend, and nothing is screened by half a policy.</summary>
[Suite(Suite.Unit)]
public sealed class NamePolicyTests : IDisposable
{
    private readonly DirectoryInfo copy = ShippedPolicy.Copy();

    public void Dispose() => copy.Delete(recursive: true);

    [Fact]
    public void The_shipped_policy_is_read_and_its_thresholds_rise_with_what_a_mistake_costs_to_look_at()
    {
        var policy = ShippedPolicy.Policy;
        Assert.Equal(Enum.GetValues<NameFeature>().Length, policy.Lines.Count);
        Assert.Equal(Enum.GetValues<Qualifier>().Length, policy.Qualifiers.Count);
        Assert.InRange(policy.Thresholds.Onboarding, 0.01f, policy.Thresholds.MintRedeem);
        Assert.InRange(policy.Thresholds.MintRedeem, policy.Thresholds.Onboarding, policy.Thresholds.Transfer);
        Assert.InRange(policy.WeakAliasAtMost, 0, policy.Thresholds.Onboarding);
        Assert.All(policy.Lines, line => Assert.EndsWith(".", line.Why, StringComparison.Ordinal));
        Assert.Matches("^[0-9a-f]{64}$", policy.Sha256);
    }

    [Fact]
    public void The_page_in_docs_is_the_policy_as_a_table()
    {
        var file = Checkout.PathOf("docs/screening-policy.md");
        var made = string.Join('\n', PolicyPage.Of(ShippedPolicy.Policy)) + "\n";
        if (Environment.GetEnvironmentVariable("USD1_UPDATE_DOCS") is "yes")
        {
            File.WriteAllText(file, made);
        }

        Assert.Equal(made, File.Exists(file) ? File.ReadAllText(file) : "", ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void The_text_of_a_policy_is_the_file_that_it_was_read_from() =>
        Assert.Equal(ShippedPolicy.Policy.Text(), File.ReadAllText(Path.Combine(ShippedPolicy.Folder, "policy.json")), ignoreLineEndingDifferences: true);

    [Fact]
    public void A_change_of_any_file_is_another_policy()
    {
        HashSet<string> hashes = [NamePolicy.Read(copy.FullName).Sha256];
        Assert.Contains(ShippedPolicy.Policy.Sha256, hashes);       // a copy is the same policy
        foreach (var file in Directory.EnumerateFiles(copy.FullName, "*", SearchOption.AllDirectories))
        {
            File.AppendAllText(file, "\n");                         // nothing that matters to a reader
            Assert.True(hashes.Add(NamePolicy.Read(copy.FullName).Sha256), $"{Path.GetFileName(file)} does not count.");
        }
    }

    [Theory]
    [InlineData("\"personBias\"", "\"personBios\"", "personBios")]                          // a member that nothing reads
    [InlineData("\"weakAliasAtMost\": 0.4,", "", "weakAliasAtMost")]                        // a member is missing
    [InlineData("\"version\": \"1\",", "\"version\": \"1\",\n  \"version\": \"2\",", "version")]    // said twice
    [InlineData("\"feature\": \"unlike\"", "\"feature\": \"unlikely\"", "line")]            // no such feature
    [InlineData("\"feature\": \"loose\"", "\"feature\": 1", "line")]                        // a feature is named, not numbered
    [InlineData("\"bound\": 8,", "\"bound\": \"8\",", "line")]                              // a text for a number
    [InlineData("{", "", "policy.json, line ")]                                             // no JSON
    public void A_policy_that_is_not_written_as_it_must_be_is_refused_with_the_line(string from, string to, string because)
    {
        var said = RefusedAfter("policy.json", text => new Regex(Regex.Escape(from)).Replace(text, to, 1));
        Assert.StartsWith("policy.json, line ", said, StringComparison.Ordinal);
        Assert.Contains(because, said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("features", "null")]
    [InlineData("qualifiers", "null")]
    [InlineData("thresholds", "null")]
    [InlineData("version", "null")]
    public void A_part_of_the_policy_that_says_nothing_is_refused(string member, string value) =>
        Assert.StartsWith("policy.json", RefusedAfterChange(file => file[member] = JsonNode.Parse(value)), StringComparison.Ordinal);

    [Theory]
    [InlineData("conflict", "person", 0.1)]        // two family names that differ would speak for a match
    [InlineData("notSame", "other", 2)]
    [InlineData("initials", "other", 0.01)]        // hardly
    public void A_feature_that_speaks_against_a_match_cannot_raise_a_score(string feature, string side, double weight)
    {
        var said = RefusedAfterChange(file => Line(file, "features", "feature", feature)[side] = weight);
        Assert.Contains(feature, said, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("write a weight of 0 or less", said, StringComparison.Ordinal);
    }

    [Fact]
    public void More_that_agrees_cannot_lower_a_score() =>
        Assert.Contains("write a weight of 0 or more", RefusedAfterChange(file => Line(file, "features", "feature", "matched")["person"] = -0.5), StringComparison.Ordinal);

    [Fact]
    public void A_feature_without_a_line_is_refused() =>
        Assert.Contains("Rarest needs one line, and has 0", RefusedAfterChange(file => file["features"]!.AsArray().Remove(Line(file, "features", "feature", "rarest"))), StringComparison.Ordinal);

    [Fact]
    public void A_feature_with_two_lines_is_refused() =>
        Assert.Contains("Loose needs one line, and has 2", RefusedAfterChange(file => file["features"]!.AsArray().Add(Line(file, "features", "feature", "loose").DeepClone())), StringComparison.Ordinal);

    [Fact]
    public void Evidence_with_no_line_or_two_is_refused()
    {
        Assert.Contains("OtherGender needs one line, and has 2", RefusedAfterChange(file => file["qualifiers"]!.AsArray().Add(Line(file, "qualifiers", "evidence", "otherGender").DeepClone())), StringComparison.Ordinal);
        Assert.Contains("OtherGender needs one line, and has 0", RefusedAfterChange(file =>
        {
            while (file["qualifiers"]!.AsArray().FirstOrDefault(line => line!["evidence"]!.GetValue<string>() == "otherGender") is { } line)
            {
                file["qualifiers"]!.AsArray().Remove(line);
            }
        }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sameIdentifier", -1)]     // the same passport would speak against
    [InlineData("farBirthYear", 0.5)]      // another generation would speak for
    public void Evidence_counts_for_the_side_that_its_name_says(string evidence, double points) =>
        Assert.Contains(evidence, RefusedAfterChange(file => Line(file, "qualifiers", "evidence", evidence)["points"] = points), StringComparison.OrdinalIgnoreCase);

    [Fact]
    public void A_bound_below_zero_is_refused() =>
        Assert.Contains("bound", RefusedAfterChange(file => Line(file, "features", "feature", "loose")["bound"] = -1), StringComparison.Ordinal);

    [Theory]
    [InlineData("onboarding", 0)]          // everybody would be a hit
    [InlineData("mintRedeem", 1)]          // nobody would be
    [InlineData("transfer", 1.5)]
    [InlineData("transfer", -0.2)]
    public void A_threshold_lies_between_0_and_1(string use, double threshold) =>
        Assert.Contains("between 0 and 1", RefusedAfterChange(file => file["thresholds"]![use] = threshold), StringComparison.Ordinal);

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1)]
    public void What_a_weak_alias_scores_at_most_lies_between_0_and_1(double most) =>
        Assert.Contains("weakAliasAtMost", RefusedAfterChange(file => file["weakAliasAtMost"] = most), StringComparison.Ordinal);

    [Theory]
    [InlineData("policy.json")]
    [InlineData("token-frequencies.tsv")]
    [InlineData("lexicon/titles.txt")]
    [InlineData("lexicon/korean-readings.txt")]
    public void A_missing_file_is_named_and_nothing_is_screened_without_it(string file)
    {
        File.Delete(Path.Combine(copy.FullName, file));
        var said = Refused();
        Assert.Contains(file, said.Replace('\\', '/'), StringComparison.Ordinal);
        Assert.Contains("Put the file back", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lexicon/words.txt", "zelmor", "words.txt, line 3", "no colon in 'zelmor'")]                                       // a line without a colon
    [InlineData("lexicon/words.txt", ": zelmor", "words.txt, line 3", "no colon")]                                                 // a class without a head
    [InlineData("lexicon/titles.txt", "zelmor: !!!", "titles.txt, line 3", "no letter or digit")]                                  // a variant of signs alone
    [InlineData("lexicon/nicknames.txt", "zelmor: quorvex\nkeldan: Quorvéx", "nicknames.txt, line 4", "Leave it in one of them")]  // one word, two classes: marks do not tell them apart
    [InlineData("token-frequencies.tsv", "zelmor\t3", "token-frequencies.tsv, line 3", "with tabs between")]                       // a cell is missing
    [InlineData("token-frequencies.tsv", "zelmor\t3\t-1", "token-frequencies.tsv, line 3", "'zelmor\t3\t-1'")]                     // a count below nothing
    [InlineData("token-frequencies.tsv", "zelmor 3 1", "token-frequencies.tsv, line 3", "with tabs between")]                      // blanks for tabs
    [InlineData("token-frequencies.tsv", "zelmor\t3\t1\nzelmor\t4\t1", "token-frequencies.tsv, line 4", "'zelmor'")]               // counted twice
    public void A_line_that_cannot_be_read_is_refused_with_file_line_and_mend(string file, string lines, string where, string because)
    {
        File.WriteAllText(Path.Combine(copy.FullName, file), $"# A remark,\n\n{lines}\n");
        var said = Refused();
        Assert.StartsWith(where, said, StringComparison.Ordinal);
        Assert.Contains(because, said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_in_another_encoding_is_refused_and_not_read_with_holes()
    {
        File.WriteAllBytes(Path.Combine(copy.FullName, "lexicon/titles.txt"), [.. Encoding.ASCII.GetBytes("herr: se"), 0xF1, .. Encoding.ASCII.GetBytes("or\n")]);
        Assert.Contains("UTF-8", Refused(), StringComparison.Ordinal);
    }

    private static JsonNode Line(JsonNode file, string table, string key, string name) => file[table]!.AsArray().First(line => line![key]!.GetValue<string>() == name)!;

    private string RefusedAfterChange(Action<JsonNode> change) => RefusedAfter("policy.json", text =>
    {
        var file = JsonNode.Parse(text)!;
        change(file);
        return file.ToJsonString();
    });

    private string RefusedAfter(string file, Func<string, string> change)
    {
        var path = Path.Combine(copy.FullName, file);
        var text = File.ReadAllText(path);
        var changed = change(text);
        Assert.NotEqual(text, changed);
        File.WriteAllText(path, changed);
        return Refused();
    }

    private string Refused() => Assert.Throws<InvalidDataException>(() => NamePolicy.Read(copy.FullName)).Message;
}
