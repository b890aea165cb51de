using Virtspec.Transports.VhostUser;
using Xunit;

namespace Virtspec.Properties.VhostUser;

public sealed class SocketTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("virtspec-");

    private string At(string name) => Path.Combine(_directory.FullName, name);

    [Fact]
    public async Task A_front_end_connects_through_a_path()
    {
        var device = new FakeDevice();
        using var listener = VhostUserBackEnd.Listen(At("s"));
        using var frontEnd = VhostUserFrontEnd.Connect(At("s"), TimeSpan.FromSeconds(5));
        using var session = listener.Accept(device, TestContext.Current.CancellationToken)!;
        var running = Task.Run(() => session.Run(CancellationToken.None), TestContext.Current.CancellationToken);
        Assert.Equal(device.Features | (1UL << 30), frontEnd.GetFeatures());
        frontEnd.Dispose();
        Assert.Equal(SessionEndKind.PeerClosed, (await running).Kind);
        listener.Dispose();
        Assert.False(File.Exists(At("s")));
    }

    [Fact]
    public void What_cannot_be_connected_to_is_named()
    {
        File.WriteAllText(At("file"), "");

        Check("none", "no such file");
        Check("file", "not a socket");
        MakeLeftOver("left");
        Check("left", "nobody listens on the socket");
        var exception = Assert.Throws<VhostUserException>(() => VhostUserFrontEnd.Connect(new string('x', 108), TimeSpan.Zero));
        Assert.Contains("has 108 bytes; a Unix socket takes 1 to 107", exception.Message, StringComparison.Ordinal);

        void Check(string name, string reason)
        {
            var exception = Assert.Throws<VhostUserException>(() => VhostUserFrontEnd.Connect(At(name), TimeSpan.FromSeconds(5)));
            Assert.Equal($"cannot connect to '{At(name)}': {reason}", exception.Message);
        }
    }

    [Fact]
    public void A_back_end_replaces_a_dead_socket_and_nothing_else()
    {
        MakeLeftOver("s");
        using var listener = VhostUserBackEnd.Listen(At("s"));
        var exception = Assert.Throws<VhostUserException>(() => VhostUserBackEnd.Listen(At("s")));
        Assert.Equal($"cannot listen at '{At("s")}': another back-end listens there", exception.Message);
        File.WriteAllText(At("file"), "");
        exception = Assert.Throws<VhostUserException>(() => VhostUserBackEnd.Listen(At("file")));
        Assert.Equal($"cannot listen at '{At("file")}': the file exists and is not a socket", exception.Message);
    }

    [Fact]
    public void Waiting_for_a_front_end_can_be_cancelled()
    {
        using var listener = VhostUserBackEnd.Listen(At("s"));
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        Assert.Null(listener.Accept(new FakeDevice(), cancellation.Token));
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private void MakeLeftOver(string name) => Transports.Posix.UnixSocket.Listen(At(name)).Dispose();
}
