using System.Diagnostics;
using Microsoft.AspNetCore.Components;
using Npgsql;
using Usd1Compliance.Audit;
using Usd1Compliance.Ui.Session;

namespace Usd1Compliance.Ui.Shell;

/// <summary>What a page says when it could not be read: a number to find the rest in the log, never the rest itself.</summary>
/// <param name="CorrelationId">Under which the log has it.</param>
/// <param name="Unreachable">Whether the database did not answer.</param>
public sealed record PageFailure(string CorrelationId, bool Unreachable);

/// <summary>A page that asks the engine as the person who looks at it. Being read, refused and failed are states that it draws.</summary>
public abstract class EnginePage : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource leaving = new();
    private readonly CancellationToken left;

    /// <summary>A page that nobody has left.</summary>
    protected EnginePage() => left = leaving.Token;

    /// <summary>Who looks at it.</summary>
    [Inject]
    public required SignedInPerson Person { get; init; }

    /// <summary>Of the circuit.</summary>
    [Inject]
    public required NavigationManager Navigation { get; init; }

    /// <summary>For failures, with their correlation id.</summary>
    [Inject]
    public required ILoggerFactory Logs { get; init; }

    /// <summary>What was done or refused, announced.</summary>
    [Inject]
    public required Notices Notices { get; init; }

    /// <summary>Ends when the person leaves the page.</summary>
    protected CancellationToken Leaving => left;

    /// <summary>Whether the page has what it draws.</summary>
    public bool IsRead { get; private set; }

    /// <summary>Why the engine does not show it to this person, or null.</summary>
    public string? Refusal { get; private set; }

    /// <summary>What went wrong, or null.</summary>
    public PageFailure? Failure { get; private set; }

    /// <summary>Whether a command of this page is under way: its buttons wait.</summary>
    public bool Busy { get; private set; }

    /// <summary>Who looks at it, with the rights held now.</summary>
    protected Actor Actor { get; private set; } = null!;

    /// <summary>Asks the engine for what the page draws.</summary>
    protected abstract Task ReadAsync();

    /// <summary>Reads the page, and again whenever its address changes.</summary>
    protected override Task OnParametersSetAsync() => ReadAgainAsync();

    /// <summary>Reads anew; what stood there stays until the new state is here.</summary>
    public Task ReadAgainAsync() => GuardAsync(async () =>
    {
        await ReadAsync();
        IsRead = true;
    });

    /// <summary>Runs a command and announces how it ended; then the page is read anew.</summary>
    /// <param name="command">Of the engine.</param>
    /// <param name="done">Says what was done.</param>
    /// <returns>Whether it was done.</returns>
    protected async Task<bool> DoAsync<T>(Func<Task<Outcome<T>>> command, Func<T, string> done)
    {
        var succeeded = false;
        Busy = true;
        try
        {
            await GuardAsync(async () =>
            {
                var outcome = await command();
                Notices.Say(outcome.Match(value => new Notice(NoticeKind.Done, done(value)), refusal => new Notice(NoticeKind.Refused, refusal.Message, refusal.Code)));
                succeeded = outcome is Outcome<T>.Done;
            }, refusedIsNotice: true);
        }
        finally
        {
            Busy = false;
        }

        await ReadAgainAsync();
        return succeeded;
    }

    /// <summary>Opens the same page with other values in its query: filters live in the address.</summary>
    protected void Filter(params IEnumerable<KeyValuePair<string, object?>> values) =>
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(values.ToDictionary(pair => pair.Key, pair => pair.Value is "" ? null : pair.Value)));

    private async Task GuardAsync(Func<Task> work, bool refusedIsNotice = false)
    {
        Failure = null;
        try
        {
            var now = await Person.NowAsync(Leaving);
            if (now.Owes != Owed.Nothing)
            {
                Navigation.NavigateTo("/account", forceLoad: true);
                return;
            }

            Actor = now.Actor;
            Refusal = null;
            await work();
        }
        catch (OperationCanceledException) when (left.IsCancellationRequested)
        {
            // The person left the page; there is nobody to tell.
        }
        catch (SessionEndedException)
        {
            Navigation.NavigateTo("/sign-in?ended=true", forceLoad: true);
        }
        catch (RightRefusedException refused) when (refusedIsNotice)
        {
            Notices.Say(new Notice(NoticeKind.Refused, refused.Message, "right_missing"));
        }
        catch (RightRefusedException refused)
        {
            Refusal = refused.Message;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            Failure = Recorded(failure);
        }
    }

    // Recorded here with its number, because the page goes on living and nothing above would see it.
    private PageFailure Recorded(Exception failure)
    {
        var correlationId = ActivityTraceId.CreateRandom().ToHexString()[..12];
        Logs.CreateLogger(GetType()).LogError(failure, "Page {Page} failed, correlation id {CorrelationId}", GetType().Name, correlationId);
        return new PageFailure(correlationId, failure is NpgsqlException and not PostgresException);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        leaving.Cancel();
        leaving.Dispose();
        OnLeft();
        GC.SuppressFinalize(this);
    }

    /// <summary>The person left the page: give back what it held.</summary>
    protected virtual void OnLeft()
    {
    }
}
