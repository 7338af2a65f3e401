using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Usd1Compliance.Screening.Names;

/// <summary>A line of the policy's table: what a feature counts for.</summary>
/// <param name="Feature">Which.</param>
/// <param name="Person">Its weight in the names of persons, in logits for each unit of the feature.</param>
/// <param name="Other">Its weight in the names of organisations, vessels and aircraft.</param>
/// <param name="Bound">The most that it can move a score either way, in logits.</param>
/// <param name="Why">Why it counts, in a sentence.</param>
public sealed record PolicyLine(NameFeature Feature, float Person, float Other, float Bound, string Why);

/// <summary>What agreement or disagreement beyond the name counts for, in logits. None of them hides a full-name hit: see <see cref="NamePolicy.Qualify"/>.</summary>
/// <param name="Evidence">Which.</param>
/// <param name="Points">Signed.</param>
/// <param name="Why">Why, in a sentence.</param>
public sealed record QualifierLine(Qualifier Evidence, float Points, string Why);

/// <summary>The scores from which on a name is a hit, by what is screened.</summary>
/// <param name="Onboarding">Of a party that wants to become a customer: time to look at more.</param>
/// <param name="MintRedeem">Of a mint or redemption.</param>
/// <param name="Transfer">Of a transfer's parties.</param>
public sealed record NameThresholds(float Onboarding, float MintRedeem, float Transfer);

/// <summary>
/// How names are compared: the lexicon, how common words are, the table of weights, the thresholds. All of it is in
/// <c>rules/screening/</c>, and <see cref="Sha256"/> over all of it goes into every screening.
/// </summary>
public sealed class NamePolicy
{
    private static readonly JsonSerializerOptions strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        NumberHandling = JsonNumberHandling.Strict,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    // What cannot be read is refused, and not replaced by question marks.
    private static readonly UTF8Encoding utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly JsonSerializerOptions written = new(strict) { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly float[] person, other, bounds;
    private readonly Dictionary<Qualifier, float> qualifiers;

    private NamePolicy(PolicyFile file, FoldName folding, string sha256)
    {
        (Version, Calibrated, Lines, Qualifiers, Thresholds, Sha256) = (file.Version, file.Calibrated, file.Features, file.Qualifiers, file.Thresholds, sha256);
        (PersonBias, OtherBias, WeakAliasAtMost) = (file.PersonBias, file.OtherBias, file.WeakAliasAtMost);
        person = new float[NameFeatures.Count];
        other = new float[NameFeatures.Count];
        bounds = new float[NameFeatures.Count];
        foreach (var line in file.Features)
        {
            (person[(int)line.Feature], other[(int)line.Feature], bounds[(int)line.Feature]) = (line.Person, line.Other, line.Bound);
        }

        qualifiers = file.Qualifiers.ToDictionary(line => line.Evidence, line => line.Points);
        Folding = folding;
    }

    /// <summary>The policy's own name for itself.</summary>
    public string Version { get; }

    /// <summary>On what its weights were calibrated.</summary>
    public string Calibrated { get; }

    /// <summary>The table, a line for each feature.</summary>
    public IReadOnlyList<PolicyLine> Lines { get; }

    /// <summary>The evidence beyond the name.</summary>
    public IReadOnlyList<QualifierLine> Qualifiers { get; }

    /// <summary>From which score on.</summary>
    public NameThresholds Thresholds { get; }

    /// <summary>SHA-256 over every file of the policy, in hex; empty of one that is being calibrated.</summary>
    public string Sha256 { get; }

    /// <summary>The logit of two persons' names against which nothing speaks.</summary>
    public float PersonBias { get; }

    /// <summary>The logit of two other names against which nothing speaks.</summary>
    public float OtherBias { get; }

    /// <summary>The highest score of an alias that the list calls weak, unless every word of it is matched: OFAC FAQ 124 does not expect weak aliases to be screened for.</summary>
    public float WeakAliasAtMost { get; }

    /// <summary>How names are folded under the policy.</summary>
    internal FoldName Folding { get; }

    /// <summary>Folds a name once, for any number of comparisons.</summary>
    public FoldedName Fold(string name, NameOf of) => Folding.Fold(name, of);

    /// <summary>The ways a name can be read, one for most: Chinese characters are read otherwise in Japan, Korea and Hong Kong.</summary>
    public IReadOnlyList<FoldedName> Readings(string name, NameOf of) => Folding.Readings(name, of);

    /// <summary>Reads <c>policy.json</c>, <c>token-frequencies.tsv</c> and <c>lexicon/</c> of a folder.</summary>
    /// <exception cref="InvalidDataException">A file cannot be read: says which, where and the mend.</exception>
    public static NamePolicy Read(string folder)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var policy = Parse(Text("policy.json"));
        var frequencies = TokenFrequencies.Read(Text("token-frequencies.tsv"), "token-frequencies.tsv");
        var lexicon = LexiconReader.Read(file => Text(Path.Combine("lexicon", file)));

        // It weighs nothing here, and decides who may decide on what is found: whoever derives a screening again must know it too.
        _ = Text("adjudication.json");
        return new NamePolicy(policy, new FoldName(lexicon, frequencies), Convert.ToHexStringLower(hash.GetHashAndReset()));

        string Text(string file)
        {
            var path = Path.Combine(folder, file);
            if (!File.Exists(path))
            {
                throw new InvalidDataException($"The screening policy has no {file}: it belongs into {folder}. Put the file back; nothing is screened by half a policy.");
            }

            var bytes = File.ReadAllBytes(path);
            hash.AppendData(Encoding.UTF8.GetBytes($"{file.Replace('\\', '/')}\n{bytes.Length}\n"));
            hash.AppendData(bytes);
            try
            {
                return utf8.GetString(bytes);
            }
            catch (DecoderFallbackException wrong)
            {
                throw new InvalidDataException($"{file} is not UTF-8 (byte {wrong.Index + 1}). Save it as UTF-8; nothing is screened by half a policy.", wrong);
            }
        }
    }

    /// <summary>The same policy with other weights.</summary>
    /// <param name="ofPersons">For persons, by place of the feature; the bias last.</param>
    /// <param name="ofOthers">For other names, likewise.</param>
    /// <param name="calibrated">On what, in a sentence.</param>
    public NamePolicy With(IReadOnlyList<float> ofPersons, IReadOnlyList<float> ofOthers, string calibrated)
    {
        var lines = Lines.Select(line => line with { Person = Rounded(ofPersons[(int)line.Feature]), Other = Rounded(ofOthers[(int)line.Feature]) }).ToList();
        return new NamePolicy(new PolicyFile(Version, calibrated, Rounded(ofPersons[^1]), Rounded(ofOthers[^1]), WeakAliasAtMost, Thresholds, lines, Qualifiers), Folding, "");
    }

    /// <summary>The text of <c>policy.json</c>.</summary>
    public string Text() => JsonSerializer.Serialize(new PolicyFile(Version, Calibrated, PersonBias, OtherBias, WeakAliasAtMost, Thresholds, Lines, Qualifiers), written) + "\n";

    private static float Rounded(float value) => MathF.Round(value, 2);

    /// <summary>The logit of a name by its features.</summary>
    internal float Logit(ReadOnlySpan<float> features, bool ofPerson)
    {
        var weights = ofPerson ? person : other;
        var sum = ofPerson ? PersonBias : OtherBias;
        for (var at = 0; at < features.Length; at++)
        {
            sum += Math.Clamp(weights[at] * features[at], -bounds[at], bounds[at]);
        }

        return sum;
    }

    /// <summary>What candidates for a query can come to at best.</summary>
    internal LogitBound BoundOf(FoldedName query) => new(this, query);

    /// <summary>The weight of a feature.</summary>
    internal float WeightOf(NameFeature feature, NameOf of) => (of == NameOf.Person ? person : other)[(int)feature];

    /// <summary>What a feature adds to a logit.</summary>
    internal float Points(NameFeature feature, float value, bool ofPerson) =>
        Math.Clamp((ofPerson ? person : other)[(int)feature] * value, -bounds[(int)feature], bounds[(int)feature]);

    /// <summary>What a piece of evidence adds to a logit.</summary>
    public float Points(Qualifier evidence) => qualifiers.GetValueOrDefault(evidence);

    /// <summary>The most that evidence beyond the name can add for a party of which these things are known.</summary>
    internal float MostSupport(PartyFacts facts) => (facts.Identifiers.Count > 0 ? Math.Max(0, Points(Qualifier.SameIdentifier)) : 0) +
        (facts.BirthDates.Count > 0 ? Math.Max(0, Points(Qualifier.SameBirthDate)) : 0) + (facts.Countries.Count > 0 ? Math.Max(0, Points(Qualifier.SameCountry)) : 0);

    /// <summary>
    /// The score with the evidence beyond the name. A full-name hit is never hidden by it: where two names are the same word for word,
    /// evidence against lowers the score no further than to the highest threshold, or to the name's own score where that is lower.
    /// </summary>
    public float Qualify(float nameLogit, bool fullName, IEnumerable<Qualifier> evidence)
    {
        var qualified = nameLogit;
        foreach (var one in evidence)
        {
            qualified += Points(one);
        }

        // Worked out in scores, not in logits: a rounding must not put a full name a hair below the threshold.
        var score = Probability(qualified);
        return fullName ? Math.Max(score, Math.Min(Probability(nameLogit), Math.Max(Thresholds.Onboarding, Math.Max(Thresholds.MintRedeem, Thresholds.Transfer)))) : score;
    }

    /// <summary>The probability that a logit stands for.</summary>
    public static float Probability(float logit) => 1 / (1 + MathF.Exp(-logit));

    /// <summary>The logit of a probability.</summary>
    public static float Logit(float probability) => MathF.Log(probability / (1 - probability));

    private static PolicyFile Parse(string text)
    {
        PolicyFile? file;
        try
        {
            file = JsonSerializer.Deserialize<PolicyFile>(text, strict);
        }
        catch (JsonException wrong)
        {
            throw new InvalidDataException($"policy.json, line {wrong.LineNumber + 1}: {wrong.Message}", wrong);
        }

        if (file is null || Faults(file).FirstOrDefault() is not null)
        {
            throw new InvalidDataException($"policy.json: {(file is null ? "it is empty." : Faults(file).First())}");
        }

        return file;
    }

    private static IEnumerable<string> Faults(PolicyFile file) =>
    [
        .. Enum.GetValues<NameFeature>().Select(feature => (feature, Count: file.Features.Count(line => line.Feature == feature))).Where(found => found.Count != 1)
            .Select(found => $"the feature {found.feature} needs one line, and has {found.Count}."),
        .. Enum.GetValues<Qualifier>().Select(evidence => (evidence, Count: file.Qualifiers.Count(line => line.Evidence == evidence))).Where(found => found.Count != 1)
            .Select(found => $"the evidence {found.evidence} needs one line, and has {found.Count}."),
        .. file.Features.Where(line => line.Feature is not (NameFeature.Matched or NameFeature.Translated) && (line.Person > 0 || line.Other > 0))
            .Select(line => $"{line.Feature} speaks against a match and cannot raise a score: write a weight of 0 or less."),
        .. file.Features.Where(line => line.Feature == NameFeature.Matched && (line.Person < 0 || line.Other < 0))
            .Select(line => $"{line.Feature} speaks for a match and cannot lower a score: write a weight of 0 or more."),
        .. file.Features.Where(line => !(line.Bound > 0 && float.IsFinite(line.Bound))).Select(line => $"the bound of {line.Feature} is {line.Bound}: write the most that it may move a score either way, above 0."),
        .. file.Qualifiers.Where(line => Supports(line.Evidence) ? line.Points < 0 : line.Points > 0)
            .Select(line => $"{line.Evidence} speaks {(Supports(line.Evidence) ? "for a match: write points of 0 or more." : "against a match: write points of 0 or less.")}"),
        .. file.Thresholds is { Onboarding: > 0 and < 1, MintRedeem: > 0 and < 1, Transfer: > 0 and < 1 } ? Array.Empty<string>() : ["a threshold lies between 0 and 1."],
        .. file.Thresholds.Onboarding <= Math.Min(file.Thresholds.MintRedeem, file.Thresholds.Transfer) ? Array.Empty<string>() : ["the threshold of onboarding is the lowest: parties are screened again by it, and nobody may be a hit at a payment who is none there."],
        .. file.WeakAliasAtMost is > 0 and < 1 ? Array.Empty<string>() : ["weakAliasAtMost lies between 0 and 1."],
    ];

    private static bool Supports(Qualifier evidence) => evidence is Qualifier.SameIdentifier or Qualifier.SameBirthDate or Qualifier.NearBirthDate or Qualifier.SameCountry;

    private sealed record PolicyFile(
        string Version, string Calibrated, float PersonBias, float OtherBias, float WeakAliasAtMost, NameThresholds Thresholds, IReadOnlyList<PolicyLine> Features, IReadOnlyList<QualifierLine> Qualifiers);
}
