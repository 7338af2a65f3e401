using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Usd1Compliance.Tests.Engine.Rules;

/// <summary>A folder with the shipped rules and the tests beside them, in which somebody changes something.</summary>
public sealed class ChangedRules : IDisposable
{
    private static readonly JsonSerializerOptions written = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public ChangedRules()
    {
        foreach (var file in Directory.EnumerateFiles(Checkout.PathOf("rules/packs"), "*.json"))
        {
            File.Copy(file, System.IO.Path.Combine(Path, System.IO.Path.GetFileName(file)));
        }

        File.Copy(Checkout.PathOf("rules/layer.json"), System.IO.Path.Combine(Path, "layer.json"));
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("usd1-rules-").FullName;

    /// <summary>Another score and version for the rule on round amounts.</summary>
    public ChangedRules Score(int score, int version) => Change("30-round-amounts.json", rule =>
    {
        rule["Properties"]!["score"] = score;
        rule["Properties"]!["version"] = version;
    });

    /// <summary>An expression that no longer does what the tests beside it say.</summary>
    public ChangedRules Break() => Change("30-round-amounts.json", rule => rule["Expression"] = $"({rule["Expression"]!.GetValue<string>()}) && transfer.Kind == \"mint\"");

    /// <summary>Takes a rule out, with its tests.</summary>
    public ChangedRules Without(string file)
    {
        File.Delete(System.IO.Path.Combine(Path, file));
        File.Delete(System.IO.Path.Combine(Path, System.IO.Path.ChangeExtension(file, ".tests.json")));
        return this;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private ChangedRules Change(string file, Action<JsonNode> change)
    {
        var path = System.IO.Path.Combine(Path, file);
        var pack = JsonNode.Parse(File.ReadAllText(path))!;
        change(pack["Rules"]![0]!);
        File.WriteAllText(path, pack.ToJsonString(written));
        return this;
    }
}
