using System.CommandLine;
using System.Text.Json;
using Usd1Compliance.Ledger;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Service.Cli;

/// <summary><c>usd1 sources add-evm</c>: adds a token contract on an EVM chain as a source.</summary>
public static class AddEvmVerb
{
    // From the registry of EVM chains (EIP-155); another chain is named with its --chain-id.
    private static readonly Dictionary<string, long> chainIds = new(StringComparer.Ordinal)
    {
        ["ethereum"] = 1, ["optimism"] = 10, ["bnb"] = 56, ["polygon"] = 137, ["base"] = 8453, ["arbitrum"] = 42161, ["avalanche"] = 43114, ["sepolia"] = 11155111,
    };

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "Of the source: 1 to 60 of a-z, 0-9 and -." };
        var chain = new Option<string>("--chain") { Description = $"{string.Join(", ", chainIds.Keys)}, or another with --chain-id.", Required = true };
        var chainId = new Option<long?>("--chain-id") { Description = "What the node must answer to eth_chainId; known for the chains named above." };
        var rpc = new Option<string>("--rpc") { Description = "The node's http or https address; env:VARIABLE where the address holds a key.", Required = true };
        var contract = new Option<string>("--contract") { Description = "The token: 0x and 40 hexadecimal digits.", Required = true };
        var symbol = new Option<string>("--symbol") { Description = "What people call it.", Required = true };
        var decimals = new Option<byte>("--decimals") { Description = "Of its smallest unit; the contract is asked whether that is so.", Required = true };
        var profile = new Option<string>("--profile") { Description = $"Which events the contract has: a name of rules/{TokenProfiles.FileName}.", Required = true };
        var fromBlock = new Option<long>("--from-block") { Description = "The first block that is read.", Required = true };
        var fromCreation = new Option<bool>("--from-creation") { Description = "That block is not after the contract's creation: mints less burns must come to totalSupply()." };
        var confirmations = new Option<int>("--confirmations") { Description = "How many blocks to stay behind the head; 0 follows it.", DefaultValueFactory = _ => 0 };
        var notAtPar = new Option<bool>("--not-at-par") { Description = "One token is not redeemed for one US dollar: its worth is not known." };
        var minters = new Option<string[]>("--minter") { Description = "An address that is known to mint; may be given several times." };
        var command = new Command("add-evm", "Add a token contract on an EVM chain as a source.")
        {
            name, chain, chainId, rpc, contract, symbol, decimals, profile, fromBlock, fromCreation, confirmations, notAtPar, minters,
        };
        command.SetAction((parsed, cancellationToken) => OperatorConsole.OnDatabaseAsync(parsed, async (console, postgres) =>
        {
            var onChain = parsed.GetValue(chain)!;
            if ((parsed.GetValue(chainId) ?? (chainIds.TryGetValue(onChain, out var known) ? known : null)) is not { } id)
            {
                return console.Fail(ExitCode.BadInput, "chain_unknown", $"The id of the chain {onChain} is not known here: give it with --chain-id.");
            }

            var profiles = Profiles();
            if (!profiles.Contains(parsed.GetValue(profile)!))
            {
                return console.Fail(ExitCode.BadInput, "profile_unknown", $"There is no token profile {parsed.GetValue(profile)}. There are: {string.Join(", ", profiles)}.");
            }

            var settings = new EvmSourceSettings(parsed.GetValue(rpc)!, id, parsed.GetValue(contract)!, parsed.GetValue(symbol)!, parsed.GetValue(decimals), parsed.GetValue(profile)!, parsed.GetValue(fromBlock),
                parsed.GetValue(fromCreation), parsed.GetValue(confirmations), !parsed.GetValue(notAtPar), parsed.GetValue(minters) ?? []);
            var added = await SourceVerbs.Store(postgres).AddAsync(OperatorConsole.Operator, new NewSource(parsed.GetValue(name)!, SourceKind.Evm, onChain, SourceSettings.Write(settings)), cancellationToken);
            return added.Match(
                source =>
                {
                    console.Answer(new { id = source.SourceId, source.Name }, $"Source {source.SourceId} ({source.Name}) is added: ingest takes it up within two seconds. See how it fares with: usd1 sources list");
                    return ExitCode.Done;
                },
                console.Refuse);
        }));
        return command;
    }

    private static IReadOnlyList<string> Profiles()
    {
        try
        {
            return [.. TokenProfiles.Read(Path.Combine(RulesFolder.Packs, "..", TokenProfiles.FileName)).Keys];
        }
        catch (JsonException wrong)
        {
            throw new InvalidOperationException($"rules/{TokenProfiles.FileName} cannot be read: {wrong.Message}", wrong);
        }
    }
}
