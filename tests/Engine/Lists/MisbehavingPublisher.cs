using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Usd1Compliance.Tests.Engine.Lists;

/// <summary>A publisher's server on a port of this machine, which answers as the test says.</summary>
public sealed class MisbehavingPublisher : IAsyncDisposable
{
    private readonly WebApplication server;

    private MisbehavingPublisher(WebApplication server) => this.server = server;

    /// <summary>How it answers a request; the number counts from 1.</summary>
    public Func<HttpContext, int, Task> Answers { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>The headers of each request, in order.</summary>
    public List<(string Path, string UserAgent, string IfNoneMatch)> Requests { get; } = [];

    public Uri At(string path) => new(new Uri(server.Urls.First()), path);

    public static async Task<MisbehavingPublisher> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MinResponseDataRate = null;
        });
        var publisher = new MisbehavingPublisher(builder.Build());
        publisher.server.Run(context =>
        {
            lock (publisher.Requests)
            {
                publisher.Requests.Add((context.Request.Path, context.Request.Headers.UserAgent.ToString(), context.Request.Headers.IfNoneMatch.ToString()));
            }

            return publisher.Answers(context, publisher.Requests.Count);
        });
        await publisher.server.StartAsync(cancellationToken);
        return publisher;
    }

    /// <summary>A whole answer.</summary>
    public static Task Send(HttpContext context, string text, string type = "application/xml", string? etag = null) => Send(context, System.Text.Encoding.UTF8.GetBytes(text), type, etag);

    /// <summary>A whole answer of these bytes.</summary>
    public static Task Send(HttpContext context, byte[] bytes, string type = "application/xml", string? etag = null)
    {
        context.Response.ContentType = type;
        context.Response.Headers.ETag = etag;
        return context.Response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
    }

    public async ValueTask DisposeAsync() => await server.DisposeAsync();
}
