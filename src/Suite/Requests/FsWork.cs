using Virtspec.Model.Fs;
using Virtspec.Suite.Peer;

namespace Virtspec.Suite.Requests;

/// <summary>File system requests that need no file: those about the root folder and the file system as a whole.</summary>
internal sealed class FsWork(JudgedSession session) : Workload
{
    /// <summary>An opcode that no version of FUSE defines.</summary>
    internal const uint UnknownOpcode = 3000;

    private ulong _unique;

    /// <summary>Whether a session has begun or is about to: every other request has to come after that.</summary>
    private bool HasBegun => session.Judge.Fs.InSession || session.Judge.Fs.Pending.Values.Any(request => request.Opcode == FuseOpcode.Init);

    internal override IEnumerable<RequestSpec> Opening() => [FsSpec.Init(Next())];

    internal override RequestSpec Probe() => HasBegun ? FsSpec.GetAttr(Next()) : FsSpec.Init(Next());

    /// <summary>No request without a file changes anything; these move the most.</summary>
    internal override RequestSpec Transfer(Chooser chooser) => chooser.Flip() ? FsSpec.GetAttr(Next()) : FsSpec.StatFs(Next());

    internal override (RequestSpec Mark, RequestSpec Look) Trace(Chooser chooser) => (Transfer(chooser), Probe());

    internal override RequestSpec Any(Chooser chooser) => chooser.Choose(4) switch
    {
        0 => FsSpec.Unknown(UnknownOpcode, Next()),
        1 => FsSpec.StatFs(Next()),
        _ => FsSpec.GetAttr(Next()),
    };

    /// <summary>Figures of the file system are what a device has to ask for elsewhere.</summary>
    internal override RequestSpec Long(Chooser chooser) => FsSpec.StatFs(Next());

    internal override IEnumerable<RequestSpec> Various(Chooser chooser) => [FsSpec.GetAttr(Next()), FsSpec.StatFs(Next()), FsSpec.Unknown(UnknownOpcode, Next())];

    internal override RequestSpec? Tiny() => FsSpec.StatFs(Next());

    /// <summary>Another number for each request, even as FUSE has them; the lowest bit marks interrupts.</summary>
    private ulong Next() => _unique += 2;
}
