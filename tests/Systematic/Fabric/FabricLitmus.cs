using Virtspec.Exploration;
using Virtspec.Transports.Fabric;

namespace Virtspec.Systematic.Fabric;

/// <summary>A small program over links, and whether an outcome that software would rather not see can come.</summary>
/// <param name="Name">What to call it.</param>
/// <param name="What">Who does what.</param>
/// <param name="Weak">The outcome in question.</param>
/// <param name="Allowed">Whether the ordering rules allow it: said beforehand, by reading them.</param>
/// <param name="Because">Which rule decides.</param>
/// <param name="Build">Sets it up.</param>
internal sealed record FabricLitmus(string Name, string What, string Weak, bool Allowed, string Because, Action<FabricStage> Build)
{
    internal Scenario Scenario(FabricFault fault = FabricFault.None, Action<FabricStage>? also = null) => FabricStage.Scenario(
        Name,
        What,
        [],
        (stage, _) =>
        {
            also?.Invoke(stage);
            Build(stage);
        },
        fault);
}
