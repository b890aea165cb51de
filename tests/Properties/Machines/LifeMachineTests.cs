using Virtspec.Model.Machines;
using Virtspec.Model.Rules;
using Xunit;

namespace Virtspec.Properties.Machines;

/// <summary>The machines of one virtqueue and of the configuration's generation, enumerated whole.</summary>
public sealed class LifeMachineTests
{
    private const int DrawnStates = 30;

    [Fact]
    public void A_queues_life_keeps_and_breaks_each_of_its_rules()
    {
        Rule[] rules =
        [
            CoreRules.ResetQueueSilent, CoreRules.ResetQueueAtDefaults, CoreRules.QueueResetIsVerified, CoreRules.ReenabledByNewParameters,
            CoreRules.ReenabledAfterSetUp, CoreRules.NotLiveBeforeTakenBack,
        ];
        AssertReaches(new QueueResetMachine(), rules);
    }

    [Fact]
    public void A_generation_that_comes_round_keeps_and_breaks_each_of_its_rules()
    {
        var drawn = AssertReaches(new ConfigGenerationMachine(), [CoreRules.ReadsAnewWhenChanged, CoreRules.ReadsBetweenGenerations]);
        Assert.Contains("opened, both halves, torn, came round", drawn);
    }

    /// <summary>Walks every state, and looks that each rule held and was broken somewhere and that nothing else was said.</summary>
    private static HashSet<string> AssertReaches(IMachine machine, Rule[] rules)
    {
        var (known, waiting, drawn) = (new HashSet<object> { machine.Initial }, new Queue<object>([machine.Initial]), new HashSet<string>());
        var (held, broken) = (new HashSet<Rule>(), new HashSet<Rule>());
        while (waiting.TryDequeue(out var state))
        {
            drawn.Add(machine.Describe(state));
            for (var index = 0; index < machine.Events.Count; index++)
            {
                if (!machine.CanHappen(state, index))
                    continue;
                var log = new RuleLog();
                var next = machine.Step(state, index, log);
                held.UnionWith(log.Held);
                broken.UnionWith(log.Breaches.Select(breach => breach.Rule));
                if (known.Add(next))
                    waiting.Enqueue(next);
            }
        }

        Assert.Equal(rules.ToHashSet(), held);
        Assert.Equal(rules.ToHashSet(), broken);
        Assert.InRange(drawn.Count, 2, DrawnStates);
        return drawn;
    }
}
