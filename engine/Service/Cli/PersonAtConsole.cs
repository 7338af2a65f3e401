using System.Text;
using Npgsql;
using Usd1Compliance.Audit;

namespace Usd1Compliance.Service.Cli;

/// <summary>
/// Lets a person act at the command line as himself: he signs in with his password and, where he has one, his second factor, as in the browser. The
/// credentials of the database, which whoever runs <c>usd1</c> holds, name nobody. The sign-in holds for one command; nothing of it is kept.
/// </summary>
internal static class PersonAtConsole
{
    /// <summary>Asks for password and code, and signs in. From a pipe, the first line is the password and the second, if asked for, the code.</summary>
    /// <returns>The person with his rights; or <c>sign_in_refused</c>, <c>sign_in_owes</c>.</returns>
    /// <exception cref="InvalidOperationException">The installation's key of second factors is not there.</exception>
    public static async Task<Outcome<Actor>> SignInAsync(NpgsqlDataSource postgres, string userName, CancellationToken cancellationToken)
    {
        var trail = new AuditTrail(postgres, TimeProvider.System);
        using var protection = SecretProtection.FromEnvironment();
        var door = new SignIn(postgres, new PersonStore(postgres), new Passwords(), new SecondFactor(postgres, protection, trail, TimeProvider.System), trail, SignInPolicy.FromEnvironment(), TimeProvider.System);
        var password = Ask($"Password of {userName}");
        var answer = await door.WithPasswordAsync(userName, password, code: null, cancellationToken);
        if (answer is SignInAnswer.CodeNeeded)
        {
            answer = await door.WithPasswordAsync(userName, password, Ask("Code of the second factor"), cancellationToken);
        }

        return answer switch
        {
            SignInAnswer.Welcome({ Owes: Owed.Nothing } signedIn) => signedIn.Actor,
            SignInAnswer.Welcome({ Owes: Owed.NewPassword }) => new Refusal("sign_in_owes", $"{userName} still has a one-time password: sign in to the browser once and choose your own."),
            SignInAnswer.Welcome => new Refusal("sign_in_owes", $"{userName} has no second factor, which this installation asks for: sign in to the browser once and set it up."),
            SignInAnswer.Refused(var refusal) => refusal,
            _ => new Refusal("sign_in_refused", "The code is missing: type the six digits that your telephone shows."),
        };
    }

    // On standard error, so that standard output stays the verb's own; what is typed is not shown.
    private static string Ask(string what)
    {
        if (Console.IsInputRedirected)
        {
            return Console.In.ReadLine() ?? "";
        }

        Console.Error.Write($"{what}: ");
        var typed = new StringBuilder();
        for (var key = Console.ReadKey(intercept: true); key.Key != ConsoleKey.Enter; key = Console.ReadKey(intercept: true))
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                typed.Length = Math.Max(0, typed.Length - 1);
            }
            else if (!char.IsControl(key.KeyChar))
            {
                typed.Append(key.KeyChar);
            }
        }

        Console.Error.WriteLine();
        return typed.ToString();
    }
}
