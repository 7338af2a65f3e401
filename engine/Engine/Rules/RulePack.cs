using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Usd1Compliance.Rules;

/// <summary>One file of a pack, to the letter.</summary>
/// <param name="Name">Without a folder: <c>08-structuring.json</c>.</param>
/// <param name="Text">Its text; the hash is over its UTF-8 bytes.</param>
public sealed record RulePackFile(string Name, string Text);

/// <summary>The rules that judge together. It is sound: a pack with any problem is never made.</summary>
/// <param name="Files">In ordinal order of name.</param>
/// <param name="Rules">In order of file, then of place in the file. A rule's index here is its bit in <see cref="CompiledPack"/>.</param>
public sealed record RulePack(IReadOnlyList<RulePackFile> Files, IReadOnlyList<Rule> Rules)
{
    /// <summary>What holds for all of its rules; <see cref="GlobalLayer.BuiltIn"/> of a pack from before the layer was part of one.</summary>
    public GlobalLayer Layer { get; init; } = GlobalLayer.BuiltIn;

    /// <summary>Whether its files hold a layer: every pack that is put in force now does.</summary>
    public bool HasLayer => Files.Any(file => file.Name == GlobalLayer.FileName);

    /// <summary>SHA-256 over the files in order of name: name and text, each as its length in UTF-8 bytes (32 bits, big-endian) and those bytes.</summary>
    public byte[] Sha256 { get; } = HashOf(Files);

    private static byte[] HashOf(IReadOnlyList<RulePackFile> files)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[4];
        foreach (var text in files.OrderBy(file => file.Name, StringComparer.Ordinal).SelectMany(file => (string[])[file.Name, file.Text]))
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
            sha.AppendData(length);
            sha.AppendData(bytes);
        }

        return sha.GetHashAndReset();
    }
}

/// <summary>What reading a pack came to: a pack, or everything that is wrong with it. There is no half of a pack.</summary>
public abstract record PackReading
{
    private PackReading()
    {
    }

    /// <summary>Every file and rule is sound.</summary>
    public sealed record Sound(RulePack Pack) : PackReading;

    /// <summary>The pack refuses to load, for all of these reasons.</summary>
    /// <param name="Problems">At least one, in order of file and place.</param>
    public sealed record Refused(IReadOnlyList<RuleProblem> Problems) : PackReading;

    /// <summary>The pack.</summary>
    /// <exception cref="RulePackRefusedException">It was refused.</exception>
    public RulePack Demand() => this is Sound(var pack) ? pack : throw new RulePackRefusedException(((Refused)this).Problems);
}
