using Usd1Compliance.Screening.Names;

namespace Usd1Compliance.Tests.Engine.Screening.Names;

/// <summary>How a name is cut into words, and what each word is taken for.</summary>
[Suite(Suite.Unit)]
public sealed class FoldNameTests
{
    [Theory]
    [InlineData("Дмитрий Вертолётов", WritingSystem.Cyrillic, "dmitriy vertoletov")]
    [InlineData("محمد الزمورفي", WritingSystem.Arabic, "mhmd zmwrfy")]                       // the article is no part of the word
    [InlineData("ﻣﺤﻤﺪ", WritingSystem.Arabic, "mhmd")]                                        // letters in the shapes that PDF files have
    [InlineData("דוד קוורבקס", WritingSystem.Hebrew, "dvd kvvrvks")]
    [InlineData("王晓明", WritingSystem.Han, "wang xiaoming")]                                // no blank: the surname is the first character
    [InlineData("欧阳晓明", WritingSystem.Han, "ouyang xiaoming")]                            // a surname of two characters
    [InlineData("김철수", WritingSystem.Hangul, "gim cheolsu")]
    [InlineData("たなか はなこ", WritingSystem.Kana, "tanaka hanako")]
    [InlineData("タナカ", WritingSystem.Kana, "tanaka")]
    [InlineData("Γιώργος Παπαδόπουλος", WritingSystem.Greek, "giorgos papadopoylos")]
    [InlineData("Çağrı Öztürkoğlan", WritingSystem.Latin, "cagri ozturkoglan")]               // marks are not letters
    public void A_name_in_any_script_becomes_words_in_Latin_letters(string name, WritingSystem script, string words)
    {
        var folded = Person(name);
        Assert.Equal(words, Text(folded));
        Assert.All(folded.Tokens, token => Assert.Equal(script, token.Script));
        Assert.Equal(name, folded.Written);
        Assert.False(folded.Truncated);
    }

    [Theory]
    [InlineData("Иван Петрович Кворвексов", "Петрович")]
    [InlineData("Ivan Petrovich Kvorveksov", "Petrovich")]
    [InlineData("Iwan Petrowitsch Kworweksow", "Petrowitsch")]       // as German passports write it
    [InlineData("Anna Petrovna Kvorveksova", "Petrovna")]            // of a daughter
    [InlineData("Rustam Karimogly Zelmorov", "Karimogly")]
    public void A_patronymic_is_known_by_its_ending(string name, string patronymic)
    {
        var token = Assert.Single(Person(name).Tokens, token => token.Kind == TokenKind.Patronymic);
        Assert.Equal(patronymic, token.Written);
        Assert.InRange(token.Weight, 0, 0.6f);                       // it tells less than a family name
    }

    [Theory]
    [InlineData("Abd al-Rahman al-Quorvexi")]
    [InlineData("Abd al Rahman Quorvexi")]
    [InlineData("Abdurrahman Quorvexi")]
    [InlineData("Abdul Rahman al Quorvexi")]
    [InlineData("`Abd-ar-Rahman Quorvexi")]
    public void Servant_of_the_Merciful_is_one_name_however_it_is_written(string name)
    {
        var folded = Person(name);
        Assert.Equal(["abdulrahman", "quorvexi"], folded.Tokens.Select(token => token.Head));
        Assert.All(folded.Light, token => Assert.Equal(TokenKind.Particle, token.Kind));
    }

    [Theory]
    [InlineData("Abu Zelmor Quorvexi", "abuzelmor quorvexi")]        // father of Zelmor is one name
    [InlineData("Salim bin Zelmor", "salim zelmor")]                 // son of is no name
    [InlineData("سليم بن زلمور", "slym zlmwr")]                      // the same in its own letters
    [InlineData("Salim al Zelmor", "salim zelmor")]
    [InlineData("Pieter der Quist", "pieter quist")]
    [InlineData("al", "al")]                                         // a name of nothing else is carried by it
    public void Articles_and_particles_are_set_aside_and_kunyas_are_one_word(string name, string words) => Assert.Equal(words, Text(Person(name)));

    [Theory]
    [InlineData("VERTOLYOTOV, Dmitry Petrovich", "dmitry petrovich vertolyotov")]
    [InlineData("Vertolyotov,Dmitry", "dmitry vertolyotov")]
    [InlineData("Vertolyotov, Dmitry, Petrovich", "vertolyotov dmitry petrovich")]       // two commas are a list, not a family name
    [InlineData("Vertolyotov,", "vertolyotov")]
    [InlineData(", Dmitry", "dmitry")]
    public void A_family_name_before_a_comma_goes_to_the_end(string name, string words) => Assert.Equal(words, Text(Person(name)));

    [Theory]
    [InlineData("J. R. Quillfeather", NameOf.Person, "j r quillfeather")]            // of a person, initials
    [InlineData("J.R. Quillfeather", NameOf.Person, "j r quillfeather")]
    [InlineData("Q.R.V. Trading", NameOf.Organisation, "qrv trading")]               // of a firm, a short form
    [InlineData("Q R V Trading", NameOf.Organisation, "qrv trading")]
    [InlineData("O'Quillfeather-Brem", NameOf.Person, "oquillfeather brem")]         // an apostrophe is silent, a hyphen cuts
    public void Single_letters_are_initials_of_persons_and_short_forms_of_firms(string name, NameOf of, string words)
    {
        var folded = ShippedPolicy.Policy.Fold(name, of);
        Assert.Equal(words, Text(folded));
        Assert.Equal(of == NameOf.Person, folded.Tokens.Where(token => token.Text.Length == 1).All(token => token.Kind == TokenKind.Initial) && of == NameOf.Person);
    }

    [Theory]
    [InlineData("Quorvex Limited", "ltd/limited")]
    [InlineData("Quorvex Ltd.", "ltd/limited")]
    [InlineData("ООО Кворвекс", "llc/limited")]
    [InlineData("Quorvex L.L.C.", "llc/limited")]
    [InlineData("Общество с ограниченной ответственностью Кворвекс", "llc/limited")]
    [InlineData("Quorvex GmbH", "gmbh/limited")]
    [InlineData("Quorvex Gesellschaft mit beschränkter Haftung", "gmbh/limited")]
    [InlineData("Quorvex Sociedad de Responsabilidad Limitada", "srl/limited")]
    [InlineData("Quorvex S.R.L.", "srl/limited")]
    public void A_legal_form_is_one_class_in_all_of_its_languages_and_no_part_of_the_name(string name, string form)
    {
        var folded = ShippedPolicy.Policy.Fold(name, NameOf.Organisation);
        Assert.Equal([form], folded.Light.Select(token => token.Head));
        Assert.Equal("limited", Assert.Single(folded.Light).Generic);        // all of these do the same work
        Assert.Single(folded.Tokens);
    }

    [Theory]
    [InlineData("SEA QUORVEX 7", "7")]
    [InlineData("SEA QUORVEX 007", "7")]
    [InlineData("Sea Quorvex VII", "7")]
    [InlineData("SEA QUORVEX VII", "7")]         // in capitals like all the rest
    [InlineData("SEA QUORVEX V", "5")]
    [InlineData("Sea Quorvex Seven", "7")]
    [InlineData("SEA QUORVEX ٧", "7")]           // Arabic digits
    public void A_number_is_a_number_in_digits_Roman_numerals_and_words(string name, string number) =>
        Assert.Equal([number], ShippedPolicy.Policy.Fold(name, NameOf.Vessel).Tokens.Where(token => token.Kind == TokenKind.Number).Select(token => token.Head));

    [Theory]
    [InlineData("Sea Quorvex vii")]              // small letters are a word
    [InlineData("Sea Quorvex IIX L")]            // L is no numeral of ships
    public void What_is_hardly_a_Roman_numeral_stays_a_word(string name) =>
        Assert.DoesNotContain(ShippedPolicy.Policy.Fold(name, NameOf.Vessel).Tokens, token => token.Kind == TokenKind.Number && token.Written != "IIX");

    [Theory]
    [InlineData("Квoрвекс", "kvorveks", WritingSystem.Cyrillic)]         // a Latin o in a Cyrillic word
    [InlineData("Quоrvex", "quorvex", WritingSystem.Latin)]              // a Cyrillic о in a Latin word
    [InlineData("Zеlmоr", "zelmor", WritingSystem.Latin)]                // two of them
    public void Letters_that_only_look_like_those_of_the_word_are_read_as_the_word(string written, string text, WritingSystem script)
    {
        var token = Assert.Single(Person(written).Tokens);
        Assert.Equal((text, script), (token.Text, token.Script));
    }

    [Fact]
    public void A_rare_word_weighs_more_than_a_common_one()
    {
        var tokens = Person("Muhammad Zelmor").Tokens;
        Assert.True(tokens[1].Weight > 2 * tokens[0].Weight, $"{tokens[1].Weight} and {tokens[0].Weight}");
    }

    private static FoldedName Person(string name) => ShippedPolicy.Policy.Fold(name, NameOf.Person);

    private static string Text(FoldedName folded) => string.Join(' ', folded.Tokens.Select(token => token.Text));
}
