using Virtspec.Suite.Requests;

namespace Virtspec.Suite.Steps;

/// <summary>Adds a request; the device sees it after a publish.</summary>
/// <param name="Spec">The request.</param>
/// <param name="Shape">How it is cut; null for the plain way.</param>
internal sealed record Add(RequestSpec Spec, Shape? Shape) : Step
{
    internal override bool HasQueue => true;

    internal override string Words => $"add {Spec}{Shape}";

    internal override void Take(Player player) => player.Session.Add(Queue, Spec, Shape ?? Spec.Plain);

    internal override IEnumerable<Step> Smaller() => Requested.Smaller(Spec, Shape).Select(smaller => this with { Spec = smaller.Spec, Shape = smaller.Shape });
}

/// <summary>One request from start to end: added, published, awaited.</summary>
/// <param name="Spec">The request.</param>
/// <param name="Shape">How it is cut; null for the plain way.</param>
internal sealed record Request(RequestSpec Spec, Shape? Shape) : Step
{
    internal override bool HasQueue => true;

    internal override string Words => $"{Spec}{Shape}";

    internal override void Take(Player player)
    {
        player.Session.Add(Queue, Spec, Shape ?? Spec.Plain);
        var queue = player.Session.Queue(Queue);
        queue.Publish();
        queue.AwaitAll();
    }

    internal override IEnumerable<Step> Smaller() => Requested.Smaller(Spec, Shape).Select(smaller => this with { Spec = smaller.Spec, Shape = smaller.Shape });
}

/// <summary>What both ways to make a request have in common.</summary>
internal static class Requested
{
    internal static IEnumerable<(RequestSpec Spec, Shape? Shape)> Smaller(RequestSpec spec, Shape? shape)
    {
        if (shape is not null && shape != spec.Plain)
            yield return (spec, null);
        foreach (var smaller in spec.Smaller())
            yield return (smaller, shape);
        foreach (var smaller in shape?.Smaller() ?? [])
            yield return (spec, smaller);
    }
}
