namespace Virtspec.Model.Rules;

/// <summary>The file system device. The catalogue says what each id asks for.</summary>
internal static class FsRules
{
    internal static readonly Rule HasRequestQueue = new("fs.config.device.1");
    internal static readonly Rule HighPriorityOnItsQueue = new("fs.high-priority-queue.driver.1");
    internal static readonly Rule OnlyHighPriorityThere = new("fs.high-priority-queue.driver.2");
    internal static readonly Rule LengthFits = new("inv.fs.length");
    internal static readonly Rule UniqueReturned = new("inv.fs.unique");
    internal static readonly Rule ErrorFits = new("inv.fs.error");
    internal static readonly Rule RootAnswered = new("inv.fs.root");
    internal static readonly Rule UnknownUnsupported = new("inv.fs.unsupported-opcode");
    internal static readonly Rule SessionBegins = new("inv.fs.session");

    /// <summary>Runs the initializers above, so that <see cref="Rule.All"/> has them.</summary>
    internal static void Register() => System.Runtime.CompilerServices.RuntimeHelpers.RunClassConstructor(typeof(FsRules).TypeHandle);
}
