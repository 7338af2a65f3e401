using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.Options;
using Usd1Compliance.Audit;

namespace Usd1Compliance.Ui.Session;

/// <summary>
/// Seals the keys of cookies and forms with the installation's key before they are written to their folder: who copies the folder alone
/// makes no session with it.
/// </summary>
public sealed class SealedKeys(SecretProtection protection) : IXmlEncryptor, IConfigureOptions<KeyManagementOptions>
{
    // Binds what is sealed to its use: a sealed second factor is no key, and the other way round.
    internal static readonly Guid Owner = new("5e57a1ed-0000-4000-8000-75696b657973");

    /// <inheritdoc/>
    public EncryptedXmlInfo Encrypt(XElement plaintextElement) => new(
        new XElement("sealed", Convert.ToBase64String(protection.Seal(System.Text.Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting)), Owner))), typeof(OpenedKeys));

    /// <inheritdoc/>
    public void Configure(KeyManagementOptions options) => options.XmlEncryptor = this;
}

/// <summary>Opens what <see cref="SealedKeys"/> sealed; found by its name, which stands in each key's file.</summary>
public sealed class OpenedKeys(IServiceProvider services) : IXmlDecryptor
{
    /// <inheritdoc/>
    public XElement Decrypt(XElement encryptedElement) => XElement.Parse(System.Text.Encoding.UTF8.GetString(
        services.GetRequiredService<SecretProtection>().Open(Convert.FromBase64String(encryptedElement.Value), SealedKeys.Owner)));
}
