using Virtspec.Model.Features;
using Virtspec.Model.SplitRing;
using Virtspec.Reference.SplitRing;

namespace Virtspec.Systematic;

/// <summary>What a scenario is made of.</summary>
/// <param name="Buffers">How many the driver sends, one after the other.</param>
/// <param name="EventIdx">Which suppression scheme.</param>
/// <param name="DriverLooksAgain">Whether the driver heeds what EnableCalls says; false is the bug.</param>
/// <param name="DeviceLooksAgain">Whether the device heeds what EnableKicks says; false is the bug.</param>
public sealed record ScenarioOptions(int Buffers, bool EventIdx, bool DriverLooksAgain = true, bool DeviceLooksAgain = true);

/// <summary>A driver that sends buffers and sleeps until they are back, and a device that serves them and sleeps until kicked.</summary>
internal sealed class Scenario
{
    internal const string Driver = "driver";
    internal const string Device = "device";

    internal static readonly SplitLayout Layout = new(0, 2, 0, 32, 44);
    private readonly World _world = new(72);
    private readonly ScenarioOptions _options;
    private readonly ulong _features;
    private bool _set;

    /// <summary>Both agents stand at their first access to a ring that is set up.</summary>
    internal Scenario(ScenarioOptions options)
    {
        _options = options;
        _features = Feature.Bit(Feature.Version1) | (options.EventIdx ? Feature.Bit(Feature.EventIdx) : 0);
        Agents = [new Agent(Driver, _world), new Agent(Device, _world)];
        Agents[0].Start(Drive);
        while (!_set)
            Agents[0].Go();
        Agents[1].Start(Serve);
        Agents[1].Go();
        Observer = new AccessObserver(_world, Layout, _features);
    }

    internal Agent[] Agents { get; }

    internal World World => _world;

    internal AccessObserver Observer { get; }

    /// <summary>Everything that can make a difference from here on.</summary>
    internal (string Memory, string Driver, string Device, string Bells, SplitState State) Key =>
        (Convert.ToHexString(_world.Memory), Agents[0].History, Agents[1].History, $"{_world.Rung[0]} {_world.Rung[1]}", Observer.State);

    private async ValueTask Drive()
    {
        var port = new SteppedPort(Agents[0]);
        var ring = new SplitDriver<SteppedPort>(port, Layout, _features);
        await ring.Initialize();
        _set = true;
        for (var i = 0; i < _options.Buffers; i++)
        {
            await ring.Add(new[] { new Segment(0, 1, true) });
            await ring.Publish();
            await ring.Kick();
        }

        for (var back = 0; ;)
        {
            while (!(await ring.Reclaim()).IsNone)
                back++;
            if (back == _options.Buffers)
                return;
            if (await ring.EnableCalls() && _options.DriverLooksAgain)
                continue;
            await port.Wait(RingDoorbell.Call(0));
            await ring.DisableCalls();
        }
    }

    private async ValueTask Serve()
    {
        var port = new SteppedPort(Agents[1]);
        var ring = new SplitDevice<SteppedPort>(port, Layout, _features);
        await ring.Attach(0);
        if (_options.DeviceLooksAgain)
            await DeviceLoop.Run(port, ring, 0, _ => ValueTask.FromResult(1u), () => false);
        else
            await ServeCarelessly(port, ring);
    }

    /// <summary><see cref="DeviceLoop"/> with its second look left out.</summary>
    private static async ValueTask ServeCarelessly(SteppedPort port, SplitDevice<SteppedPort> ring)
    {
        var chain = new DescriptorChain();
        while (true)
        {
            await ring.DisableKicks();
            while (await ring.Take(chain))
            {
                await ring.Complete(chain.Head, 1);
                await ring.Call();
            }

            await ring.EnableKicks();
            await port.Wait(RingDoorbell.Kick(0));
        }
    }
}
