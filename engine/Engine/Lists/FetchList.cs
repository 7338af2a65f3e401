using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Usd1Compliance.Lists;

/// <summary>
/// Fetches a file of a list from its publisher into a file here: conditionally, within bounds of size and time, and only the bytes. Nothing is read
/// from the socket itself: a list that was cut off on its way looked well-formed to a reader that stopped early.
/// </summary>
public sealed class FetchList(FetchSettings settings, TimeProvider clock) : IDisposable
{
    // Cookies and redirects would be followed without asking; what is packed stays packed, and its reader unpacks it within bounds.
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, AutomaticDecompression = DecompressionMethods.None, ConnectTimeout = TimeSpan.FromSeconds(20), PooledConnectionLifetime = TimeSpan.FromMinutes(2) })
    {
        Timeout = Timeout.InfiniteTimeSpan,     // bounded below, body and all
    };

    /// <summary>Fetches once.</summary>
    /// <param name="list">Whose file it is: its format bounds the size.</param>
    /// <param name="url">One of its addresses.</param>
    /// <param name="marks">Of the file that judges now; null to fetch whatever is there.</param>
    /// <param name="cancellationToken">Ends the attempt; what came is deleted.</param>
    /// <param name="folder">Where the file is to lie, with others that belong to it; null for a folder of its own.</param>
    /// <param name="progress">Told the bytes that came so far; may be null.</param>
    /// <returns>What came of it. A server that misbehaves in whatever way is an answer, not an exception.</returns>
    /// <exception cref="IOException">The file cannot be written here.</exception>
    public async Task<ListFetching> FetchAsync(ListDefinition list, Uri url, FetchMarks? marks, CancellationToken cancellationToken, string? folder = null, IProgress<long>? progress = null)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bounded.CancelAfter(settings.TotalTime);
        try
        {
            return await AskAsync(list, url, marks, folder, progress, bounded.Token);
        }
        catch (FetchFailedException failed)
        {
            return new ListFetching.Failed(failed.Status, failed.Bytes, failed.Code, $"{url}: {failed.Message}", failed.MayPass);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new ListFetching.Failed(null, 0, "fetch_too_slow", $"{url}: it was not fetched whole within {settings.TotalTime.TotalSeconds:N0} s. The version in force stays; look whether the publisher is slow today.", MayPass: false);
        }
        catch (HttpRequestException unreachable)
        {
            return new ListFetching.Failed(null, 0, "fetch_unreachable", $"{url}: no answer came: {unreachable.Message} Check the address, the name server and the way out of this network.", MayPass: true);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private async Task<ListFetching> AskAsync(ListDefinition list, Uri url, FetchMarks? marks, string? folder, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        using var response = await FollowAsync(url, marks, cancellationToken);
        var status = (int)response.StatusCode;
        if (response.StatusCode == HttpStatusCode.NotModified && marks is not null)
        {
            return new ListFetching.NotModified(status);
        }

        if (response.StatusCode != HttpStatusCode.OK)
        {
            var later = status >= 500 || status is 408 or 429;
            throw later
                ? new FetchFailedException("fetch_server_error", $"the publisher's server answered {status}. The version in force stays; it is asked again", status) { MayPass = true }
                : new FetchFailedException("fetch_refused", $"the publisher's server answered {status} in place of a list. The version in force stays; look whether the address has moved, or a firewall asks for another {FetchSettings.UserAgentVariable}", status);
        }

        // A firewall's page comes with status 200.
        if (response.Content.Headers.ContentType?.MediaType is { } type && (type.Contains("html", StringComparison.OrdinalIgnoreCase) || type.Contains("json", StringComparison.OrdinalIgnoreCase)))
        {
            throw new FetchFailedException("fetch_content_type", $"the answer is said to be {type}, a page and no list. The version in force stays; open the address and look", status);
        }

        return await SaveAsync(list, url, response, folder, progress, cancellationToken);
    }

    private async Task<HttpResponseMessage> FollowAsync(Uri url, FetchMarks? marks, CancellationToken cancellationToken)
    {
        var at = url;
        for (var redirects = 0; ; redirects++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, at);
            request.Headers.TryAddWithoutValidation("User-Agent", settings.UserAgent);
            request.Headers.TryAddWithoutValidation("Accept", "application/xml, text/xml, text/csv, application/octet-stream, */*;q=0.5");
            request.Headers.TryAddWithoutValidation("Accept-Encoding", "gzip");
            if (marks?.ETag is { } etag)
            {
                request.Headers.TryAddWithoutValidation("If-None-Match", etag);
            }

            if (marks?.LastModified is { } since)
            {
                request.Headers.TryAddWithoutValidation("If-Modified-Since", since);
            }

            var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308))
            {
                return response;
            }

            using (response)
            {
                at = Next(at, response, redirects);
            }
        }
    }

    private Uri Next(Uri at, HttpResponseMessage response, int redirects)
    {
        var status = (int)response.StatusCode;
        if (redirects >= settings.MostRedirects)
        {
            throw new FetchFailedException("fetch_redirects", $"it redirects more than {settings.MostRedirects} times. The version in force stays; look whether the address has moved", status);
        }

        var next = response.Headers.Location is { } location ? new Uri(at, location) : throw new FetchFailedException("fetch_redirects", "it redirects without saying where", status);
        // In the clear, whoever stands in between could name a server of his own.
        return next.Scheme == Uri.UriSchemeHttps || (next.Scheme == at.Scheme && next.Scheme == Uri.UriSchemeHttp && next.Authority == at.Authority)
            ? next
            : throw new FetchFailedException("fetch_redirects", $"it redirects to {next.Scheme}://{next.Authority}, which is neither https nor the same server. The version in force stays; look at the address before you change it in the file of lists", status);
    }

    private async Task<ListFetching> SaveAsync(ListDefinition list, Uri url, HttpResponseMessage response, string? beside, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var limit = settings.SizeLimit ?? ListFormats.SizeLimitOf(list.Format);
        if (response.Content.Headers.ContentLength > limit)
        {
            throw TooLarge(limit, 0);
        }

        var folder = beside ?? Path.Combine(settings.Folder, list.Id, $"{clock.GetUtcNow():yyyyMMdd-HHmmss}-{Guid.NewGuid():N}");
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, NameOf(list, url));
        var isWhole = false;
        try
        {
            var (bytes, sha256) = await CopyAsync(response, path, limit, progress, cancellationToken);
            isWhole = true;
            return new ListFetching.Whole(200, bytes, path, sha256, Header(response, "ETag"), Header(response, "Last-Modified"));
        }
        finally
        {
            if (!isWhole)
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private async Task<(long Bytes, byte[] Sha256)> CopyAsync(HttpResponseMessage response, string path, long limit, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        var buffer = new byte[1 << 16];
        for (long total = 0; ;)
        {
            var read = await ReadAsync(body, buffer, total, cancellationToken);
            if (read == 0)
            {
                return (total, hash.GetHashAndReset());
            }

            total += read;
            if (total > limit)
            {
                throw TooLarge(limit, total);
            }

            progress?.Report(total);
            hash.AppendData(buffer, 0, read);
            await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }
    }

    private async Task<int> ReadAsync(Stream body, byte[] buffer, long soFar, CancellationToken cancellationToken)
    {
        using var idle = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        idle.CancelAfter(settings.IdleTime);
        try
        {
            return await body.ReadAsync(buffer, idle.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new FetchFailedException("fetch_too_slow", $"nothing came for {settings.IdleTime.TotalSeconds:N0} s after {soFar:N0} bytes. The version in force stays; it is asked again", 200) { Bytes = soFar, MayPass = true };
        }
        catch (IOException broken) when (broken is HttpIOException || broken.InnerException is SocketException)
        {
            throw new FetchFailedException("fetch_cut_off", $"the connection ended after {soFar:N0} bytes, before the file did. The version in force stays; it is asked again", 200, broken) { Bytes = soFar, MayPass = true };
        }
    }

    private static FetchFailedException TooLarge(long limit, long bytes) =>
        new("fetch_too_large", $"it is larger than {limit:N0} bytes, many times what this list ever was. The version in force stays; look at it before you load it by hand", 200) { Bytes = bytes };

    private static string? Header(HttpResponseMessage response, string name) =>
        (response.Headers.TryGetValues(name, out var values) || response.Content.Headers.TryGetValues(name, out values)) && values.FirstOrDefault() is { Length: > 0 and <= 200 } value ? value : null;

    // The last part of the address where that is a plain name: people read it among the versions.
    private static string NameOf(ListDefinition list, Uri url)
    {
        var last = url.Segments[^1].Trim('/');
        return last.Length is > 0 and <= 80 && last.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-') && last.Trim('.').Length > 0 && last.Contains('.', StringComparison.Ordinal) ? last : $"{list.Id}.fetched";
    }

    private sealed class FetchFailedException(string code, string message, int? status, Exception? inner = null) : Exception($"{message}.", inner)
    {
        public string Code => code;

        public int? Status => status;

        public long Bytes { get; init; }

        public bool MayPass { get; init; }
    }
}
