using Usd1Compliance.Lists;

namespace Usd1Compliance.Tests.Engine.Lists;

[Suite(Suite.Unit)]
public sealed class OwnListTests : IDisposable
{
    private const string Header = "key,name,kind,measure,aliases,weak_aliases,birth_dates,countries,gender,identifiers,addresses,owners,same_as,programme,listed_on,reason\n";
    private const string Row = "deny-1,Marigold,entity,block,Gold|Mary,M,1965|1960/1962,CY|IR,,Passport:A 1,0xBADBAD0000000000000000000000000000000001,ofac-sdn:36=33.34|x-2=?,un:QDi.001,internal,2026-04-01,\"Paid, twice\"\n";

    private readonly ListFiles files = new();

    public void Dispose() => files.Dispose();

    [Fact]
    public void A_row_of_CSV_and_a_line_of_JSON_say_the_same()
    {
        var csv = PublisherFiles.Read(files.Write(Header + Row, "own.csv"), ListFormats.OwnList);
        var json = PublisherFiles.Read(files.Write("""{"key":"deny-1","name":"Marigold","kind":"entity","measure":"block","aliases":["Gold","Mary"],"weak_aliases":["M"],"birth_dates":["1965","1960/1962"],"countries":["CY","IR"],"identifiers":["Passport:A 1"],"addresses":["0xBADBAD0000000000000000000000000000000001"],"owners":["ofac-sdn:36=33.34","x-2=?"],"same_as":["un:QDi.001"],"programme":"internal","listed_on":"2026-04-01","reason":"Paid, twice"}""" + "\n", "own.jsonl"), ListFormats.OwnList);
        Assert.Equivalent(csv.Entries, json.Entries, strict: true);
        var entry = Assert.Single(csv.Entries);
        Assert.Equal([("Marigold", false), ("Gold", false), ("M", true), ("Mary", false)], entry.Names.Select(name => (name.Text, name.Weak)));
        Assert.Equal([("ofac-sdn", "36", 33.34m), (null, "x-2", null)], entry.Relations.OrderBy(link => link.Key).Select(link => (link.List, link.Key, link.SharePercent)));
        Assert.True(entry.Blocks);
        Assert.Equal(["un:QDi.001"], entry.SameAs);
    }

    [Fact]
    public void The_example_that_is_shipped_can_be_read() => Assert.Equal(5, PublisherFiles.Read(Checkout.PathOf("rules/demo/own-list.csv"), ListFormats.OwnList).Entries.Count);

    [Theory]
    [InlineData("deny-1,", ",", "field key")]
    [InlineData("Marigold", " ", "field name")]
    [InlineData(",block,", ",stop,", "'stop' is none of block, review, ownership")]
    [InlineData(",entity,", ",company,", "'company' is none of")]
    [InlineData("0xBADBAD0000000000000000000000000000000001", "0xBADBAD", "field addresses")]        // a wallet that nobody could match is no wallet on a list
    [InlineData("CY|IR", "Atlantis", "'Atlantis' is no country")]
    [InlineData("33.34", "133", "share of 133")]
    [InlineData("33.34", "33,34", "cells under")]                      // a comma that splits the row is found out, and never read as two cells
    [InlineData("36=33.34", "36", "is not of the form")]
    [InlineData("x-2=?", "ofac-sdn:36=10", "36 stands there twice")]
    [InlineData("1960/1962", "1962/1960", "field birth_dates")]
    [InlineData("2026-04-01", "01.04.2026", "field listed_on")]
    [InlineData("Passport:A 1", "A 1", "field identifiers")]
    [InlineData("\"Paid, twice\"", "\"Paid, twice", "quote that never ends")]
    [InlineData("key,name", "key,name,colour", "'colour', which there is not")]
    [InlineData("key,name", "key,title", "'title', which there is not")]
    public void A_value_that_cannot_be_read_refuses_the_whole_file_with_line_field_and_mend(string from, string to, string says)
    {
        var broken = PublisherFiles.ReadBroken(files.Write((Header + Row).Replace(from, to, StringComparison.Ordinal), "own.csv"), ListFormats.OwnList);
        Assert.Contains(says, broken.Reason, StringComparison.Ordinal);
        Assert.Matches("line [12]", broken.Reason);
    }

    [Theory]
    [InlineData("{\"key\":\"a\",\"name\":\"b\"", "no JSON object on one line")]
    [InlineData("{\"key\":\"a\",\"name\":7}", "name is neither a text")]
    [InlineData("{\"key\":\"a\",\"name\":\"b\",\"kolour\":\"c\"}", "'kolour'")]
    [InlineData("{\"key\":\"a\",\"key\":\"b\",\"name\":\"c\"}", "no JSON object")]
    [InlineData("{\"key\":\"a\",\"name\":\"b\"}\n{\"key\":\"a\",\"name\":\"c\"}", "line 2")]
    public void A_line_of_JSON_that_is_wrong_refuses_the_whole_file(string json, string says) =>
        Assert.Contains(says, PublisherFiles.ReadBroken(files.Write(json + "\n", "own.jsonl"), ListFormats.OwnList).Reason, StringComparison.Ordinal);
}
