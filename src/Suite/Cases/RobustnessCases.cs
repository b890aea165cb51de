using Virtspec.Model.Robustness;
using Virtspec.Suite.Robustness;
using Virtspec.Suite.Steps;

namespace Virtspec.Suite.Cases;

/// <summary>What no driver and no front-end should do, and then something good again.</summary>
internal static class RobustnessCases
{
    /// <summary>Connections that the suite makes one after the other.</summary>
    private const int Reconnections = 200;

    internal static IEnumerable<CheckCase> All =>
    [
        Attacked("robust-descriptors", "chains of descriptors that loop, lead nowhere, or have the wrong length or place", AttackFamily.Descriptors, "robust.descriptors", "robust.memory"),
        Attacked("robust-indirect", "indirect tables of every wrong length, nested, looping, or outside memory", AttackFamily.Indirect, "robust.indirect", "robust.memory"),
        Attacked("robust-rings", "available rings that jump, go back, or name what is no head", AttackFamily.Rings, "robust.rings", "robust.memory"),
        Attacked("robust-queue-setup", "queues of impossible size, base, index or place", AttackFamily.QueueSetup, "robust.queue-setup"),
        Attacked("robust-messages", "messages and memory tables that are wrong, unknown, untimely or not finished", AttackFamily.Messages, "robust.messages", "robust.answers"),
        new("reconnects", "two hundred connections, and what the peer's process keeps of them", ["robust.leak"], context => context.Take(new Reconnects(Reconnections))),
    ];

    private static CheckCase Attacked(string name, string title, AttackFamily family, params string[] exercises) =>
        new(name, title, [.. exercises, "robust.idle"], context => Attack(context, family));

    private static void Attack(CaseContext context, AttackFamily family)
    {
        context.Take(new Idle());
        foreach (var kind in Attacks.All.Where(kind => kind.Family == family))
        {
            context.Progress(kind.Name);
            foreach (var value in kind.Values)
            {
                if (context.Robustness.IsEnough(family))
                    return;
                var losses = context.Robustness.Losses;
                context.Take(new Attack(kind.Name, value));
                // The same with another number would most likely show the same again.
                if (context.Robustness.Losses > losses)
                    break;
            }
        }

        context.Take(new Idle());
    }
}
