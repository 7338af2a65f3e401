using System.Text.RegularExpressions;

namespace Usd1Compliance.Lists;

/// <summary>
/// Reads the Remarks of OFAC's legacy files: statements with semicolons between them. Weak names stand only here (<c>a.k.a. 'X'</c>),
/// and so do digital-currency addresses, birth dates, numbers and links.
/// </summary>
internal static partial class OfacRemarks
{
    /// <summary>The kind of link that these files know.</summary>
    public const string LinkedTo = "Linked To";

    private const string CurrencyAddress = "Digital Currency Address - ";

    // What begins with one of these is a number of the party's own; longer names before shorter ones that they begin with.
    private static readonly string[] numbers =
    [
        .. new[]
        {
            "Passport", "Cedula No.", "NIT #", "SSN", "R.F.C.", "RFC", "D.N.I.", "US FEIN", "Driver's License No.", "RUC #", "N.I.E.", "C.I.F.", "Business Registration Document #", "RIF #", "National ID No.", "Registration ID",
            "LE Number", "Bosnian Personal ID No.", "Registered Charity No.", "V.A.T. Number", "Credencial electoral", "Kenyan ID No.", "Italian Fiscal Code", "Serial No.", "C.I.N.", "C.U.I.T.", "Tax ID No.", "Moroccan Personal ID No.",
            "Public Security and Immigration No.", "C.U.R.P.", "British National Overseas Passport", "C.R. No.", "UK Company Number", "Immigration No.", "Travel Document Number", "Electoral Registry No.", "Identification Number",
            "Paraguayan tax identification number", "National Foreign ID Number", "Diplomatic Passport", "Dubai Chamber of Commerce Membership No.", "Trade License No.", "Commercial Registry Number", "Certificate of Incorporation Number",
            "Tourism License No.", "Cartilla de Servicio Militar Nacional", "C.U.I.P.", "Vessel Registration Identification", "Personal ID Card", "Registration Certificate Number (Dubai)", "Matricula Mercantil No", "Residency Number",
            "Numero Unico de Identificacao Tributaria (NUIT)", "CNP (Personal Numerical Code)", "Government Gazette Number", "Fiscal Code", "Pilot License Number", "Romanian C.R.", "Folio Mercantil No.", "Istanbul Chamber of Comm. No.",
            "Turkish Identification Number", "Romanian Tax Registration", "Stateless Person Passport", "Stateless Person ID Card", "Refugee ID Card", "Afghan Money Service Provider License Number", "MMSI", "Company Number",
            "Public Registration Number", "N.I.F.", "RTN", "Numero de Identidad", "Tarjeta de Identidad", "SRE Permit No.", "Tazkira National ID Card", "License", "Chinese Commercial Code", "I.F.E.", "Branch Unit Number", "Enterprise Number",
            "Organization Code", "Citizen's Card Number", "UAE Identification", "United Social Credit Code Certificate (USCCC)", "Chamber of Commerce Number", "Legal Entity Number", "Business Number", "Birth Certificate Number",
            "Business Registration Number", "Registration Number", "MSB Registration Number", "File Number", "C.U.I.", "Seafarer's Identification Document", "Unified Social Credit Code (USCC)", "Central Registration System Number",
            "Economic Register Number (CBLS)", "Trademark number", "Permit Number", "Military Registration Number", "Global Intermediary Identification Number", "Vessel Call Sign", "Other Vessel Call Sign", "Aircraft Tail Number",
            "Previous Aircraft Tail Number", "Aircraft Manufacturer's Serial Number (MSN)", "Aircraft Construction Number (also called L/N or S/N or F/N)", "Aircraft Mode S Transponder Code", "SWIFT/BIC", "BIK (RU)", "D-U-N-S Number",
            "ISIN", "MICEX Code", "Equity Ticker", "Email Address", "Website", "Phone Number",
        }.OrderByDescending(name => name.Length),
    ];

    /// <summary>Adds what a party's remarks say. What is not understood is kept word for word.</summary>
    /// <param name="draft">The party.</param>
    /// <param name="text">The remarks of the main file with what the comments file adds to them.</param>
    public static void Read(EntryDraft draft, string text)
    {
        foreach (var said in Statement().Split(text.Trim().TrimEnd('.')).Select(statement => statement.Trim()).Where(statement => statement.Length > 0))
        {
            Take(draft, said.StartsWith("alt. ", StringComparison.Ordinal) ? said[5..] : said);
        }
    }

    /// <summary>A name without commas, points and case: LAST, First is written so in one place and otherwise in another.</summary>
    public static string Folded(string name) => string.Join(' ', name.ToUpperInvariant().Split([' ', ',', '.', '\'', '"'], StringSplitOptions.RemoveEmptyEntries));

    private static void Take(EntryDraft draft, string said)
    {
        switch (said)
        {
            case var _ when Weak().Match(said) is { Success: true } alias:
                OfacLegacyReader.Name(draft, alias.Groups["name"].Value, alias.Groups["type"].Value switch { "f" => "F.K.A.", "n" => "N.K.A.", _ => "A.K.A." }, primary: false, weak: true);
                break;
            case var _ when said.StartsWith("Digital Currency", StringComparison.OrdinalIgnoreCase):
                Wallet(draft, said);
                break;
            case var _ when said.StartsWith("DOB ", StringComparison.Ordinal):
                draft.BirthDate(ListedDates.American(said[4..]) ?? throw ListUnreadableException.At(draft.Line, $"the birth date '{said[4..]}' of party {draft.Key} is no date"));
                break;
            case var _ when said.StartsWith("POB ", StringComparison.Ordinal):
                draft.BirthPlace(said[4..]);
                break;
            case var _ when said.StartsWith("nationality ", StringComparison.Ordinal):
                draft.Nationality(said[12..]);
                break;
            case var _ when said.StartsWith("citizen ", StringComparison.Ordinal):
                draft.Citizenship(said[8..]);
                break;
            case var _ when said.StartsWith("Gender ", StringComparison.Ordinal):
                draft.Gender = said[7..];
                break;
            case var _ when said.StartsWith("Linked To: ", StringComparison.Ordinal):
                draft.Detail(LinkedTo, said[11..]);
                break;
            default:
                Number(draft, said);
                break;
        }
    }

    // An address that is passed over is a wallet that nobody is stopped from paying: rather no new version than that.
    private static void Wallet(EntryDraft draft, string said)
    {
        var words = said.StartsWith(CurrencyAddress, StringComparison.Ordinal) ? said[CurrencyAddress.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries) : [];
        if (words.Length != 2)
        {
            throw ListUnreadableException.At(draft.Line, $"'{said}' of party {draft.Key} is no address of the form that is known here ('{CurrencyAddress}TAG ADDRESS')");
        }

        draft.Address(words[0], words[1]);
    }

    private static void Number(EntryDraft draft, string said)
    {
        if (numbers.FirstOrDefault(name => said.Length > name.Length + 1 && said.StartsWith(name, StringComparison.Ordinal) && said[name.Length] == ' ') is not { } type)
        {
            draft.Remark(said);
            return;
        }

        var number = Issued().Match(said[(type.Length + 1)..]);
        draft.Identifier(type, number.Groups["number"].Value, number.Groups["country"].Success ? number.Groups["country"].Value : null);
        if (number.Groups["rest"].Value.Trim() is { Length: > 0 } rest)
        {
            draft.Detail($"{type} note", $"{number.Groups["number"].Value} {rest}");
        }
    }

    // A semicolon inside quotes belongs to the name.
    [GeneratedRegex(";\\s+(?=(?:alt\\. )?[A-Za-z(])")]
    private static partial Regex Statement();

    [GeneratedRegex("^(?<type>[afn])\\.k\\.a\\.,? '(?<name>.+)'$")]
    private static partial Regex Weak();

    [GeneratedRegex("^(?<number>.+?)(?: \\((?<country>[^()]+)\\))?(?<rest> (?:issued|expires|exp\\.) .*)?$")]
    private static partial Regex Issued();
}
