using Usd1Compliance.Audit;
using Usd1Compliance.Parties;

namespace Usd1Compliance.Tests.Engine.Parties;

/// <summary>Many writers at once, and somebody who follows them by a cursor.</summary>
[Suite(Suite.Database)]
public sealed class PartyOrderTests(TestCluster cluster)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_two_who_saw_the_same_version_one_changes_it_and_the_other_is_told()
    {
        await using var room = await PartyRoom.OpenAsync(cluster);
        var seen = (await room.PutAsync(PartyRoom.Person("C-1"))).Version.VersionId;
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => room.Manage.PutAsync(PartyRoom.Officer, PartyRoom.Person("C-1", $"Name {(char)('a' + n)}"), seen, Stop)));
        Assert.Single(outcomes.OfType<Outcome<PartyPut>.Done>());
        Assert.All(outcomes.OfType<Outcome<PartyPut>.Refused>(), refused => Assert.Equal("party_changed", refused.Refusal.Code));
        Assert.Equal(2, (await room.Store.VersionsAsync(PartyRoom.Officer, "C-1", Stop)).Count);
    }

    [Fact]
    public async Task Of_two_who_create_the_same_party_one_does_and_the_other_is_told()
    {
        await using var room = await PartyRoom.OpenAsync(cluster);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => room.Manage.PutAsync(PartyRoom.Officer, PartyRoom.Person("C-1", $"Name {(char)('a' + n)}"), 0, Stop)));
        Assert.True(Assert.Single(outcomes.OfType<Outcome<PartyPut>.Done>()).Value.Created);
        Assert.Equal("party_changed", Assert.IsType<Outcome<PartyPut>.Refused>(await room.Manage.PutAsync(PartyRoom.Officer, PartyRoom.Person("C-2"), 7, Stop)).Refusal.Code);
        Assert.Equal("party_changed", Assert.IsType<Outcome<PartyPut>.Refused>(await room.Manage.CloseAsync(PartyRoom.Officer, "C-1", 99, Stop)).Refusal.Code);
    }

    [Fact]
    public async Task Without_an_expectation_the_last_who_writes_is_right_and_no_version_is_lost()
    {
        await using var room = await PartyRoom.OpenAsync(cluster);
        await Task.WhenAll(Enumerable.Range(0, 12).Select(n => room.PutAsync(PartyRoom.Person("C-1", $"Name {(char)('a' + n)}"))));
        var versions = await room.Store.VersionsAsync(PartyRoom.Officer, "C-1", Stop);
        Assert.Equal(12, versions.Count);
        Assert.Equal(versions[0].VersionId, (await room.Store.FindAsync(["C-1"], Stop)).Single().VersionId);
    }

    [Fact]
    public async Task Who_follows_changes_by_a_cursor_sees_every_version_once_and_in_order_while_many_write()
    {
        await using var room = await PartyRoom.OpenAsync(cluster);
        var writers = Task.WhenAll(Enumerable.Range(0, 6).Select(writer => Task.Run(async () =>
        {
            for (var n = 0; n < 25; n++)
            {
                // Short writes and long ones, so that commits would overtake each other if they could.
                if (n % 5 == 0)
                {
                    await room.ImportAsync(Enumerable.Range(0, 40).Select(at => PartyRoom.Person($"W{writer}-{n}-{at}")));
                }
                else
                {
                    await room.PutAsync(PartyRoom.Person($"W{writer}-{n}"));
                }
            }
        }, Stop)));
        List<long> followed = [];
        for (var more = true; more;)
        {
            more = !writers.IsCompleted;
            followed.AddRange((await room.Store.ChangedAsync(followed.LastOrDefault(), 7, Stop)).Select(version => version.VersionId));
        }

        await writers;
        while ((await room.Store.ChangedAsync(followed.LastOrDefault(), 500, Stop)) is { Count: > 0 } rest)
        {
            followed.AddRange(rest.Select(version => version.VersionId));
        }

        Assert.Equal(6 * ((5 * 40) + 20), followed.Count);
        Assert.Equal(followed.Order(), followed);
        Assert.Equal(followed.Count, followed.Distinct().Count());
        Assert.Equal(followed[^1], await room.Store.NewestVersionAsync(Stop));
    }
}
