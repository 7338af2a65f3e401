using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Usd1Compliance.Tests.Service;

/// <summary>A wire between a process and its database that a test can cut and mend: what a network fault or a stopped server looks like.</summary>
public sealed class CuttableWire : IAsyncDisposable
{
    private readonly string host;
    private readonly int port;
    private readonly ConcurrentBag<Socket> open = [];
    private TcpListener listener = new(IPAddress.Loopback, 0);

    public CuttableWire(string connectionString)
    {
        var target = new NpgsqlConnectionStringBuilder(connectionString);
        (host, port) = (target.Host!, target.Port);
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        ConnectionString = new NpgsqlConnectionStringBuilder(connectionString) { Host = "127.0.0.1", Port = Port, Timeout = 5 }.ConnectionString;
        _ = AcceptAsync(listener);
    }

    /// <summary>Leads over the wire.</summary>
    public string ConnectionString { get; }

    private int Port { get; }

    public void Cut()
    {
        listener.Stop();
        while (open.TryTake(out var socket))
        {
            socket.Dispose();
        }
    }

    public void Mend()
    {
        listener = new TcpListener(IPAddress.Loopback, Port);
        listener.Start();
        _ = AcceptAsync(listener);
    }

    public ValueTask DisposeAsync()
    {
        Cut();
        return ValueTask.CompletedTask;
    }

    private async Task AcceptAsync(TcpListener from)
    {
        try
        {
            while (true)
            {
                var near = await from.AcceptSocketAsync();
                var far = new Socket(SocketType.Stream, ProtocolType.Tcp);
                open.Add(near);
                open.Add(far);
                await far.ConnectAsync(host, port);
                _ = ForwardAsync(near, far);
                _ = ForwardAsync(far, near);
            }
        }
        catch (Exception cut) when (cut is SocketException or ObjectDisposedException)
        {
            // The listener was stopped: that is what cutting is.
        }
    }

    private static async Task ForwardAsync(Socket from, Socket to)
    {
        var buffer = new byte[16 << 10];
        try
        {
            for (int read; (read = await from.ReceiveAsync(buffer)) > 0;)
            {
                await to.SendAsync(buffer.AsMemory(0, read));
            }
        }
        catch (Exception cut) when (cut is SocketException or ObjectDisposedException)
        {
            // Either end is gone, and the other goes with it below.
        }

        from.Dispose();
        to.Dispose();
    }
}
