using System.Linq.Expressions;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Usd1Compliance.Monitoring;
using Usd1Compliance.Rules;
using Usd1Compliance.Simulation;

namespace Usd1Compliance.Tests.Engine.Rules;

[Suite(Suite.Unit)]
public sealed class RulePackReaderTests
{
    private const string sound = "originator.SentUsd24h >= 10000.00m";

    [Fact]
    public void A_sound_rule_is_read_with_its_thresholds_and_the_facts_it_looks_at()
    {
        var file = Packs.File(Packs.Rule("structuring-sent", "beneficiary.IsListed == false && originator.SentUsd24h >= limitUsd && originator.SentCount24h >= times && transfer.Kind == kind",
            new JsonObject { ["limitUsd"] = "10000.00", ["times"] = "3", ["kind"] = "burn" }));
        var rule = Assert.Single(new RulePackReader(Packs.Model).Read([file]).Demand().Rules);
        Assert.Equal("structuring-sent", rule.Id);
        Assert.Equal((Market.Primary, Severity.High, 40, RuleSubject.Originator, 8), (rule.Market, rule.Severity, rule.Score, rule.Subject, rule.Number));
        Assert.Equal(TimeSpan.FromHours(24), rule.Suppression);
        Assert.Equal(["beneficiary.IsListed", "originator.SentUsd24h", "originator.SentCount24h", "transfer.Kind"], rule.Facts);
        Assert.Equal((10000.00m, 3, "burn"), ((decimal)rule.Parameters["limitUsd"], (int)rule.Parameters["times"], (string)rule.Parameters["kind"]));
    }

    [Theory]
    [InlineData("\"version\": 1", "\"version\": 0", "\"version\" is 0.")]
    [InlineData("\"version\": 1", "\"version\": 1.5", "\"version\" is 1.5.")]
    [InlineData("\"version\": 1", "\"version\": \"1\"", "\"version\" is a text.")]
    [InlineData("\"version\": 1", "\"version\": 99999999999999999999", "\"version\" is 99999999999999999999.")]
    [InlineData("\"version\": 1,", "", "The key \"version\" is missing.")]
    [InlineData("\"version\": 1", "\"version\": 1, \"version\": 2", "The key \"version\" stands twice in one object.")]
    [InlineData("\"version\": 1", "\"version\": 1, \"Version\": 1", "The key \"Version\" is not known here.")]
    [InlineData("\"version\": 1", "\"version\": null", "\"version\" is null.")]
    [InlineData("\"typology\": \"structuring\"", "\"typology\": \"Structuring!\"", "\"typology\" is \"Structuring!\".")]
    [InlineData("\"number\": 8", "\"number\": 47", "\"number\" is 47.")]
    [InlineData("\"market\": \"primary\"", "\"market\": \"Primary\"", "\"market\" is \"Primary\".")]
    [InlineData("\"severity\": \"high\"", "\"severity\": \"urgent\"", "\"severity\" is \"urgent\".")]
    [InlineData("\"severity\": \"high\"", "\"severity\": \"2\"", "\"severity\" is \"2\".")]
    [InlineData("\"score\": 40", "\"score\": 101", "\"score\" is 101.")]
    [InlineData("\"score\": 40", "\"score\": -1", "\"score\" is -1.")]
    [InlineData("\"says\": \"It was found.\"", "\"says\": \"\"", "\"says\" is \"\".")]
    [InlineData("\"subject\": \"originator\"", "\"subject\": \"sender\"", "\"subject\" is \"sender\".")]
    [InlineData("\"subject\": \"originator\"", "\"subject\": \"originator\", \"suppression\": \"P1M\"", "\"suppression\" is \"P1M\".")]
    [InlineData("\"subject\": \"originator\"", "\"subject\": \"originator\", \"suppression\": \"PT0H\"", "\"suppression\" is \"PT0H\".")]
    [InlineData("\"subject\": \"originator\"", "\"subject\": \"originator\", \"suppression\": \"P367D\"", "\"suppression\" is \"P367D\".")]
    [InlineData("\"subject\": \"originator\"", "\"subject\": \"originator\", \"parameters\": { \"limitUsd\": 5 }", "\"limitUsd\" is a number.")]
    [InlineData("\"subject\": \"originator\"", "\"subject\": \"originator\", \"parameters\": { \"limitUsd\": \"1e5\" }", "The parameter \"limitUsd\" is \"1e5\".")]
    [InlineData("\"subject\": \"originator\"", "\"subject\": \"originator\", \"parameters\": { \"limitUsd\": \"5\" }", "The expression does not use the parameter \"limitUsd\".")]
    [InlineData("\"subject\": \"originator\"", "\"subject\": \"originator\", \"parameters\": { \"originator\": \"5\" }", "\"originator\" is no name for a parameter.")]
    [InlineData("\"subject\": \"originator\"", "\"subject\": \"originator\", \"parameters\": { \"it\": \"5\" }", "\"it\" is no name for a parameter.")]
    [InlineData("\"RuleName\": \"a-rule\"", "\"RuleName\": \"A rule\"", "\"RuleName\" is \"A rule\".")]
    [InlineData("\"RuleName\": \"a-rule\"", "\"RuleName\": \"a-rule\", \"Enabled\": false", "The key \"Enabled\" is not known here.")]
    [InlineData("\"WorkflowName\": \"test\"", "\"WorkflowName\": \"test\", \"GlobalParams\": []", "The key \"GlobalParams\" is not known here.")]
    [InlineData("\"Expression\": \"originator.SentUsd24h >= 10000.00m\"", "\"Expression\": \"  \"", "The expression is empty.")]
    [InlineData("\"Expression\": \"originator.SentUsd24h >= 10000.00m\"", "\"Expression\": [\"x\"]", "\"Expression\" is a list.")]
    public void What_is_wrong_with_a_file_is_told_at_its_place(string right, string wrong, string message)
    {
        var file = Packs.File(Packs.Rule("a-rule", sound));
        Assert.Contains(right, file.Text, StringComparison.Ordinal);
        var broken = file with { Text = file.Text.Replace(right, wrong, StringComparison.Ordinal) };
        var problem = Assert.Single(Packs.ProblemsOf(broken), problem => problem.Message == message);
        Assert.Equal("test.json", problem.File);
        Assert.InRange(problem.Line, 1, broken.Text.Count(c => c == '\n') + 1);
        Assert.NotEmpty(problem.Mend);
    }

    [Theory]
    [InlineData("originator.SentUsd24h >=", 24)]                                            // nothing to compare with
    [InlineData("originator.Sent24h >= 5", 1)]                                              // no such fact
    [InlineData("originator.SentUsd24h >= limit", 26)]                                      // no such parameter
    [InlineData("originator.sentUsd24h >= 5", 1)]                                           // letter case counts
    [InlineData("originator.SentUsd24h = 5", 23)]
    [InlineData("originator.SentUsd24h > 5 & originator.SentUsd24h > 6", 27)]
    [InlineData("originator.SentUsd24h > 5 and originator.SentUsd24h > 6", 27)]
    [InlineData("originator.SentUsd24h > 0.5 * 2", 23)]                                     // binary fractions are not exact
    [InlineData("originator.SentUsd24h > 1e5", 25)]
    [InlineData("originator.SentUsd24h > 0x10", 25)]
    [InlineData("originator.SentCount24h > 3000000000", 27)]                                // beyond a whole number
    [InlineData("originator.SentCount24h / 2 > 1", 1)]                                      // does a remainder count?
    [InlineData("originator.SentUsd24h / 0 > 1", 1)]
    [InlineData("originator.SentUsd24h / (2 - 2) > 1", 1)]
    [InlineData("originator.SentUsd24h % 0.0m > 1", 1)]
    [InlineData("originator.SentUsd24h > 792281625142643375935439503.0m * 1000", 25)]         // more than a decimal holds
    [InlineData("originator.Category + \"x\" == \"mixerx\"", 1)]                            // words are not put together
    [InlineData("originator.Category > \"m\"", 1)]                                          // words have no order
    [InlineData("originator.Category == 5", 1)]
    [InlineData("originator.IsListed > false", 21)]
    [InlineData("originator.IsListed", 1)]                                                  // unknown is not no: say == true
    [InlineData("originator.SentUsd24h", 1)]
    [InlineData("originator.Category == null", 24)]                                         // unknown cannot be asked for
    [InlineData("originator == originator", 1)]
    [InlineData("5 > 4", 1)]                                                                // looks at nothing
    [InlineData("true", 1)]
    [InlineData("originator.IsListed == true || true", 1)]
    [InlineData("transfer.Kind.Length > 3", 1)]
    [InlineData("transfer.Kind.ToUpper() == \"MINT\"", 1)]
    [InlineData("transfer.GetType().Name == \"x\"", 1)]
    [InlineData("\"\".GetType().Assembly.FullName == \"x\"", 3)]
    [InlineData("\"\" == transfer.Kind", 1)]
    [InlineData("Math.Abs(originator.SentUsd24h) > 5", 1)]
    [InlineData("System.IO.File.Exists(\"etc\") == true", 1)]
    [InlineData("DateTime.Now > DateTime.Now", 1)]
    [InlineData("new object() == null", 1)]
    [InlineData("typeof(string) == typeof(string)", 1)]
    [InlineData("iif(originator.IsListed == true, true, false)", 1)]
    [InlineData("originator.IsListed == true ? true : false", 29)]
    [InlineData("it == null", 1)]
    [InlineData("np(originator.SentUsd24h, 0) > 5", 1)]
    [InlineData("as(originator, \"System.Object\") == null", 1)]
    [InlineData("transfer.Kind[0] == \"m\"", 14)]
    [InlineData("x => x", 1)]
    [InlineData("transfer.Kind == 'm'", 18)]
    [InlineData("transfer.Kind == \"mint", 18)]
    [InlineData("transfer.Kind == \"mi\\u006et\\n\"", 18)]
    [InlineData("transfer.Kind in ()", 19)]
    [InlineData("originator.SentUsd24h > 5; drop", 26)]
    [InlineData("оriginator.SentUsd24h > 5", 1)]                                            // a Cyrillic o
    [InlineData("((((((((((((((((((originator.SentUsd24h > 5))))))))))))))))))", 17)]
    public void An_expression_that_says_more_than_a_rule_may_is_refused_at_its_column(string expression, int column)
    {
        var file = Packs.File(Packs.Rule("a-rule", expression));
        var problems = Packs.ProblemsOf(file);
        var (line, start) = PlaceOfExpression(file.Text);
        Assert.All(problems, problem => Assert.Equal(("a-rule", line), (problem.Rule, problem.Line)));
        // Escaped quotes before the place move it in the file; none of the rows has any but where its fault begins.
        Assert.Contains(problems, problem => problem.Column == start + column - 1 || expression.StartsWith('"'));
        Assert.All(problems, problem => Assert.True(problem.Message.Length > 0 && problem.Mend.Length > 0));
    }

    [Fact]
    public void An_expression_may_not_be_deeper_or_longer_than_a_person_reads()
    {
        Assert.Contains("steps stand within each other", Assert.Single(Packs.ProblemsOf(Packs.File(Packs.Rule("a", string.Join(" + ", Enumerable.Repeat("originator.SentUsd24h", 60)) + " > 1")))).Message, StringComparison.Ordinal);
        Assert.Contains("words and signs", Assert.Single(Packs.ProblemsOf(Packs.File(Packs.Rule("a", "1 > " + string.Join("-", Enumerable.Repeat("1", 400)))))).Message, StringComparison.Ordinal);
        Assert.Contains("characters", Assert.Single(Packs.ProblemsOf(Packs.File(Packs.Rule("a", new string(' ', 2000) + sound)))).Message, StringComparison.Ordinal);
        Assert.Contains("words and signs", Assert.Single(Packs.ProblemsOf(Packs.File(Packs.Rule("a", new string('!', 1900) + "(originator.IsListed == true)")))).Message, StringComparison.Ordinal);
    }

    // The walk stands behind the words: it refuses by itself, whatever a parser may come to hand it.
    [Fact]
    public void The_walk_takes_no_node_that_it_does_not_name()
    {
        Expression<Func<TransferFact, bool>>[] trees =
        [
            transfer => transfer.Kind!.Contains('x'),
            transfer => transfer.Kind!.Length > 1,
            transfer => transfer.GetType() == typeof(TransferFact),
            transfer => new string('a', 1) == transfer.Kind,
            transfer => transfer.Kind![0] == 'a',
            transfer => string.Concat(transfer.Kind, "a") == "b",
            transfer => Environment.MachineName == transfer.Kind,
            transfer => transfer.AmountUsd.HasValue,
            transfer => (transfer.AmountUsd ?? 0) > 1,
            transfer => (transfer.MinterIsKnown == true ? 1 : 2) == 1,
            transfer => ((object)transfer.Kind!) == (object)"a",
            transfer => (long)transfer.AmountUsd!.Value > 1,
            transfer => (double)transfer.AmountUsd!.Value > 1,
            transfer => new Func<bool>(() => true)(),
            transfer => new[] { "a" }.Contains(transfer.Kind, StringComparer.OrdinalIgnoreCase),
            transfer => Environment.GetCommandLineArgs().Contains(transfer.Kind),
            transfer => new List<string> { "a" }.Contains(transfer.Kind!),
            transfer => (transfer.MinterIsKnown == true) & (transfer.MintIsOrdered == true),
            transfer => transfer is TransferFact,
            transfer => transfer.Kind == null,
        ];
        foreach (var tree in trees)
        {
            var walk = new ExpressionWalk(Packs.Model, new Dictionary<ParameterExpression, object>());
            Assert.Null(walk.CarryRule(tree.Body));
            Assert.NotEmpty(walk.Faults);
        }
    }

    [Fact]
    public void All_problems_of_all_files_are_told_at_once()
    {
        var one = Packs.File(Packs.Rule("a", "originator.Nothing > 5"), Packs.Rule("b", "originator.IsListed"), Packs.Rule("a", sound)) with { Name = "one.json" };
        var other = new RulePackFile("other.json", one.Text.Replace("\"score\": 40", "\"score\": 400", StringComparison.Ordinal).Replace("\"RuleName\": \"b\"", "\"RuleName\": \"c\"", StringComparison.Ordinal));
        var problems = Packs.ProblemsOf(one, other, new RulePackFile("third.json", "{"));
        Assert.Equal(3, problems.Count(problem => problem.File == "one.json"));
        Assert.Equal(3, problems.Count(problem => problem.File == "other.json" && problem.Message == "\"score\" is 400."));
        Assert.Contains(problems, problem => problem is { File: "other.json", Rule: "a" } && problem.Message.Contains("one.json", StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.Message.Contains("The workflow \"test\" stands in one.json too.", StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.File == "third.json" && problem.Message.StartsWith("The file is not JSON", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{} {}")]
    [InlineData("\uFEFF{}")]
    [InlineData("{ \"WorkflowName\": \"a\", \"Rules\": [], }")]
    [InlineData("{ \"WorkflowName\": \"a\", \"Rules\": [] } // a comment")]
    [InlineData("{ \"WorkflowName\": \"a\", \"Rules\": [] }")]
    [InlineData("{ \"WorkflowName\": \"a\", \"Rules\": [5] }")]
    [InlineData("{ \"WorkflowName\": \"a\", \"Rules\": {} }")]
    [InlineData("{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":1}}}}}}}}}}}}}")]
    public void A_file_that_is_no_workflow_is_refused(string text) => Assert.NotEmpty(Packs.ProblemsOf(new RulePackFile("test.json", text)));

    [Fact]
    public void A_folder_that_is_missing_empty_too_large_or_no_utf8_is_refused()
    {
        var folder = Directory.CreateTempSubdirectory("usd1-rules-");
        try
        {
            var reader = new RulePackReader(Packs.Model);
            Assert.Contains("no *.json", Problem(reader.ReadDirectory(folder.FullName)), StringComparison.Ordinal);
            Assert.Contains("no such folder", Problem(reader.ReadDirectory(folder.FullName + "-gone")), StringComparison.Ordinal);
            File.WriteAllBytes(Path.Combine(folder.FullName, "a.json"), [(byte)'{', 0xC3, 0x28]);
            Assert.Contains("no UTF-8", Problem(reader.ReadDirectory(folder.FullName)), StringComparison.Ordinal);
            File.WriteAllText(Path.Combine(folder.FullName, "a.json"), new string(' ', 300_000));
            Assert.Contains("larger than 256 KiB", Problem(reader.ReadDirectory(folder.FullName)), StringComparison.Ordinal);
            Assert.NotEmpty(Packs.ProblemsOf());
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        static string Problem(PackReading reading) => Assert.Single(Assert.IsType<PackReading.Refused>(reading).Problems).Message;
    }

    [Fact]
    public void The_hash_of_a_pack_is_of_its_files_to_the_letter_whatever_their_order()
    {
        var (one, other) = (Packs.File(Packs.Rule("a", sound)), Packs.File(Packs.Rule("b", sound)) with { Name = "other.json" });
        other = other with { Text = other.Text.Replace("\"test\"", "\"other\"", StringComparison.Ordinal) };
        var reader = new RulePackReader(Packs.Model);
        var pack = reader.Read([one, other]).Demand();
        Assert.Equal(pack.Sha256, reader.Read([other, one]).Demand().Sha256);
        Assert.NotEqual(pack.Sha256, reader.Read([one, other with { Text = other.Text + "\n" }]).Demand().Sha256);
        Assert.NotEqual(pack.Sha256, reader.Read([one, other with { Name = "another.json" }]).Demand().Sha256);
    }

    // Whatever somebody writes, reading it ends in a pack or in problems, never in an exception.
    [Fact]
    public void Words_thrown_together_never_break_the_reader()
    {
        string[] values = ["originator.SentUsd24h", "originator.SentCount24h", "transfer.Kind", "originator.IsListed", "limitUsd", "5", "0", "2.5", "0.95m", "true", "\"mint\""];
        string[] signs = ["&&", "||", "==", "!=", ">=", "<", "+", "-", "*", "/", "%", "in", "(", ")", ",", "!"];
        var (chance, read) = (new SplitMix64(11), new ExpressionReader(Packs.Model));
        var parameters = new Dictionary<string, object> { ["limitUsd"] = 10000.00m };
        var understood = 0;
        for (var n = 0; n < 3000; n++)
        {
            // Values and signs take turns, but for one in twelve: most of it nearly makes sense.
            var expression = string.Join(' ', Enumerable.Range(0, 3 + 2 * (int)(chance.Next() % 3))
                .Select(place => (place % 2 == 0) == (chance.Next() % 12 != 0) ? values[chance.Next() % (ulong)values.Length] : signs[chance.Next() % (ulong)signs.Length]));
            var reading = read.Read(expression, parameters);
            Assert.True(reading.Tree is not null == (reading.Faults.Count == 0), expression);
            understood += reading.Tree is null ? 0 : 1;
        }

        Assert.True(understood > 50, $"Only {understood} were understood.");
    }

    private static (int Line, int Column) PlaceOfExpression(string text)
    {
        var at = Regex.Match(text, "\"Expression\": \"").Index + "\"Expression\": \"".Length;
        return (text[..at].Count(c => c == '\n') + 1, at - text.LastIndexOf('\n', at));
    }
}
