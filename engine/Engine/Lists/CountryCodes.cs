using System.Collections.Frozen;

namespace Usd1Compliance.Lists;

/// <summary>
/// Turns the names of countries, as lists write them, into ISO 3166 alpha-2 codes, so that Iran on one list and Iran (Islamic Republic
/// of) on another are one country. A table, and not the machine's own: what a list means must not depend on where it is read.
/// </summary>
public static class CountryCodes
{
    // Code, then the names it is known by. XK is in use for Kosovo, AN was the Netherlands Antilles, whose passports are still on lists.
    private const string table = """
        AD Andorra
        AE United Arab Emirates|UAE
        AF Afghanistan
        AG Antigua and Barbuda
        AI Anguilla
        AL Albania
        AM Armenia
        AN Netherlands Antilles
        AO Angola
        AQ Antarctica
        AR Argentina
        AS American Samoa|Samoa (American)
        AT Austria
        AU Australia
        AW Aruba
        AX Åland Islands|Aland Islands
        AZ Azerbaijan
        BA Bosnia and Herzegovina|Bosnia
        BB Barbados
        BD Bangladesh
        BE Belgium
        BF Burkina Faso
        BG Bulgaria
        BH Bahrain
        BI Burundi
        BJ Benin
        BL Saint Barthélemy|St Barthelemy|Saint Barthelemy
        BM Bermuda
        BN Brunei Darussalam|Brunei
        BO Bolivia, Plurinational State of|Bolivia
        BQ Bonaire, Sint Eustatius and Saba|Caribbean NL
        BR Brazil
        BS Bahamas|Bahamas, The|The Bahamas
        BT Bhutan
        BV Bouvet Island
        BW Botswana
        BY Belarus
        BZ Belize
        CA Canada
        CC Cocos (Keeling) Islands
        CD Congo, The Democratic Republic of the|Congo (Dem. Rep.)|Congo, Democratic Republic of the|Democratic Republic of the Congo|Congo (Democratic Republic)|Congo, Democratic Republic of|DRC
        CF Central African Republic|Central African Rep.
        CG Congo|Congo (Rep.)|Congo, Republic of the|Congo (Brazzaville)|Republic of the Congo
        CH Switzerland
        CI Côte d'Ivoire|Cote d Ivoire|Cote d'Ivoire|Ivory Coast
        CK Cook Islands
        CL Chile
        CM Cameroon
        CN China
        CO Colombia
        CR Costa Rica
        CU Cuba
        CV Cabo Verde|Cape Verde
        CW Curaçao|Curacao
        CX Christmas Island
        CY Cyprus
        CZ Czechia|Czech Republic
        DE Germany
        DJ Djibouti
        DK Denmark
        DM Dominica
        DO Dominican Republic
        DZ Algeria
        EC Ecuador
        EE Estonia
        EG Egypt
        EH Western Sahara
        ER Eritrea
        ES Spain
        ET Ethiopia
        FI Finland
        FJ Fiji
        FK Falkland Islands (Malvinas)|Falkland Islands
        FM Micronesia, Federated States of|Micronesia
        FO Faroe Islands
        FR France
        GA Gabon
        GB United Kingdom|Britain (UK)|United Kingdom of Great Britain and Northern Ireland|Great Britain|UK
        GD Grenada
        GE Georgia
        GF French Guiana
        GG Guernsey
        GH Ghana
        GI Gibraltar
        GL Greenland
        GM Gambia|The Gambia|Gambia, The
        GN Guinea
        GP Guadeloupe
        GQ Equatorial Guinea
        GR Greece
        GS South Georgia and the South Sandwich Islands
        GT Guatemala
        GU Guam
        GW Guinea-Bissau
        GY Guyana
        HK Hong Kong|China, Hong Kong Special Administrative Region|Hong Kong SAR
        HM Heard Island and McDonald Islands
        HN Honduras
        HR Croatia
        HT Haiti
        HU Hungary
        ID Indonesia
        IE Ireland
        IL Israel
        IM Isle of Man|Man, Isle of
        IN India
        IO British Indian Ocean Territory
        IQ Iraq
        IR Iran, Islamic Republic of|Iran|Iran (Islamic Republic of)
        IS Iceland
        IT Italy
        JE Jersey
        JM Jamaica
        JO Jordan
        JP Japan
        KE Kenya
        KG Kyrgyzstan
        KH Cambodia
        KI Kiribati
        KM Comoros
        KN Saint Kitts and Nevis|St Kitts and Nevis
        KP Korea, Democratic People's Republic of|North Korea|Korea (North)|Democratic People's Republic of Korea|Korea, North|DPRK
        KR Korea, Republic of|South Korea|Korea (South)|Korea, South|Republic of Korea
        KW Kuwait
        KY Cayman Islands
        KZ Kazakhstan
        LA Lao People's Democratic Republic|Laos
        LB Lebanon
        LC Saint Lucia|St Lucia
        LI Liechtenstein
        LK Sri Lanka
        LR Liberia
        LS Lesotho
        LT Lithuania
        LU Luxembourg
        LV Latvia
        LY Libya
        MA Morocco
        MC Monaco
        MD Moldova, Republic of|Moldova
        ME Montenegro
        MF Saint Martin (French part)|St Martin (French)
        MG Madagascar
        MH Marshall Islands
        MK North Macedonia|North Macedonia, The Republic of|Macedonia
        ML Mali
        MM Myanmar|Myanmar (Burma)|Burma
        MN Mongolia
        MO Macao|Macau
        MP Northern Mariana Islands
        MQ Martinique
        MR Mauritania
        MS Montserrat
        MT Malta
        MU Mauritius
        MV Maldives
        MW Malawi
        MX Mexico
        MY Malaysia
        MZ Mozambique
        NA Namibia
        NC New Caledonia
        NE Niger
        NF Norfolk Island
        NG Nigeria
        NI Nicaragua
        NL Netherlands|The Netherlands
        NO Norway
        NP Nepal
        NR Nauru
        NU Niue
        NZ New Zealand
        OM Oman
        PA Panama
        PE Peru
        PF French Polynesia
        PG Papua New Guinea
        PH Philippines
        PK Pakistan
        PL Poland
        PM Saint Pierre and Miquelon|St Pierre and Miquelon
        PN Pitcairn
        PR Puerto Rico
        PS Palestine, State of|Palestine|Palestinian|State of Palestine|West Bank|Region: Gaza|Gaza|Occupied Palestinian Territories
        PT Portugal
        PW Palau
        PY Paraguay
        QA Qatar
        RE Réunion|Reunion
        RO Romania
        RS Serbia
        RU Russian Federation|Russia
        RW Rwanda
        SA Saudi Arabia
        SB Solomon Islands
        SC Seychelles
        SD Sudan
        SE Sweden
        SG Singapore
        SH Saint Helena, Ascension and Tristan da Cunha|St Helena
        SI Slovenia
        SJ Svalbard and Jan Mayen
        SK Slovakia
        SL Sierra Leone
        SM San Marino
        SN Senegal
        SO Somalia
        SR Suriname
        SS South Sudan
        ST Sao Tome and Principe
        SV El Salvador
        SX Sint Maarten (Dutch part)|St Maarten (Dutch)
        SY Syrian Arab Republic|Syria
        SZ Eswatini|Eswatini (Swaziland)|Swaziland
        TC Turks and Caicos Islands|Turks and Caicos Is
        TD Chad
        TF French Southern Territories|French S. Terr.
        TG Togo
        TH Thailand
        TJ Tajikistan
        TK Tokelau
        TL Timor-Leste|East Timor
        TM Turkmenistan
        TN Tunisia
        TO Tonga
        TR Türkiye|Turkey|Turkiye
        TT Trinidad and Tobago
        TV Tuvalu
        TW Taiwan, Province of China|Taiwan
        TZ Tanzania, United Republic of|Tanzania|United Republic of Tanzania
        UA Ukraine
        UG Uganda
        UM United States Minor Outlying Islands|US minor outlying islands
        US United States|United States of America|USA
        UY Uruguay
        UZ Uzbekistan
        VA Holy See (Vatican City State)|Vatican City|Holy See
        VC Saint Vincent and the Grenadines|St Vincent
        VE Venezuela, Bolivarian Republic of|Venezuela
        VG Virgin Islands, British|Virgin Islands (UK)|British Virgin Islands
        VI Virgin Islands, U.S.|Virgin Islands (US)|U.S. Virgin Islands|United States Virgin Islands
        VN Viet Nam|Vietnam
        VU Vanuatu
        WF Wallis and Futuna
        WS Samoa|Samoa (western)
        XK Kosovo
        YE Yemen
        YT Mayotte
        ZA South Africa
        ZM Zambia
        ZW Zimbabwe
        """;

    private static readonly FrozenDictionary<string, string> codes = table.Split('\n', StringSplitOptions.TrimEntries)
        .SelectMany(line => line[3..].Split('|').Select(name => KeyValuePair.Create(Folded(name), line[..2])))
        .DistinctBy(pair => pair.Key).ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenSet<string> known = table.Split('\n', StringSplitOptions.TrimEntries).Select(line => line[..2]).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Finds the code of a country.</summary>
    /// <param name="name">As a list writes it, in any case; or a code itself, in capitals: na on the UN's list is no Namibia. EU FSF's 00 is none.</param>
    /// <returns>Two upper-case letters, or null where the table does not know the name: the former Soviet Union, a region.</returns>
    public static string? Find(string? name) => name is null ? null
        : known.Contains(name) ? name
        : codes.GetValueOrDefault(Folded(name));

    // Punctuation, blanks and case say nothing: Cote d'Ivoire, COTE D IVOIRE.
    private static string Folded(string name) => string.Create(name.Count(char.IsLetter), name, static (folded, name) =>
    {
        var at = 0;
        foreach (var letter in name)
        {
            if (char.IsLetter(letter))
            {
                folded[at++] = char.ToUpperInvariant(letter);
            }
        }
    });
}
