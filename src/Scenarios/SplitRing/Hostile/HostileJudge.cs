using Virtspec.Exploration.Execution;
using Virtspec.Model.Robustness;
using Virtspec.Model.SplitRing;

namespace Virtspec.Scenarios.SplitRing.Hostile;

/// <summary>
/// Holds a device to account whose driver lies: it writes only where a descriptor let it, comes to rest, and serves the next good request.
/// What the driver must not do is taken for granted here.
/// </summary>
/// <param name="memory">What is shared.</param>
/// <param name="lies">What the driver may tell.</param>
internal sealed class HostileJudge(HostileMemory memory, IReadOnlyList<Lie> lies) : IJudge
{
    /// <summary>Accesses for which a device may be awake: a lie and the good request after it take less than half of them.</summary>
    private const int MostAccesses = 100;

    private readonly IssuedMemory _issued = new();
    private readonly HashSet<(ulong Address, uint Length)> _given = [];
    private readonly Verdicts _verdicts = new();
    private Lie _lie = lies[0];
    private int _awake;

    public IReadOnlyList<BrokenStatement> Broken => _verdicts.Broken;

    public BrokenStatement? Failing => _verdicts.Failing;

    public IReadOnlyDictionary<string, StatementCount> Counts => _verdicts.Counts;

    void IWitness.Begin(World world)
    {
        _verdicts.Begin();
        _given.Clear();
        _issued.Begin(world, World.AddressOf(0));
        _awake = 0;
    }

    void IWitness.AddTo(ref Fingerprint fingerprint)
    {
        var sum = 0UL;
        foreach (var (address, length) in _given)
            sum += (address * 0x9e3779b97f4a7c15) ^ length;
        fingerprint.Add(sum);
        fingerprint.Add((ulong)_awake);
    }

    void IWitness.Performed(World world, Agent agent, ulong result)
    {
        // The device comes last; all others are the driver.
        var address = World.AddressOf(agent.Offset);
        if (agent.Index == world.Agents - 1)
            OfDevice(agent, address);
        else if (agent.Kind == Operation.Choose)
            _lie = lies[(int)result];
        else if (agent.Kind == Operation.Store)
            OfDriver(agent, address);
        _verdicts.NoteFailing(world);
    }

    void IJudge.Ended(World world)
    {
        var served = world.AgentAt(0).Done;
        Attacked.Survived(_lie.Family, served ? Recovery.SameConnection : Recovery.None, $"{_lie.Name}: the next good request was never served", _verdicts.Log);
        _verdicts.NoteFailing(world);
    }

    private void OfDriver(Agent agent, ulong address)
    {
        _issued.Store(World.AddressOf(agent.Offset), agent.Size, agent.Value);
        if (address - memory.Layout.DescriptorTable < memory.Layout.DescriptorTableBytes)
            Describes(address, memory.Layout.DescriptorTable);
        else if (address - memory.Table < HostileMemory.TableEntries * SplitLayout.DescriptorSize)
            Describes(address, memory.Table);
    }

    /// <summary>Whatever a descriptor ever said is the device's to write, it may write: it may have read the descriptor then.</summary>
    private void Describes(ulong address, ulong table)
    {
        var descriptor = address - ((address - table) % SplitLayout.DescriptorSize);
        var flags = (DescriptorFlags)_issued.Read(descriptor + 12, 2);
        if ((flags & (DescriptorFlags.Write | DescriptorFlags.Indirect)) == DescriptorFlags.Write)
            _given.Add((_issued.Read(descriptor, 8), (uint)_issued.Read(descriptor + 8, 4)));
    }

    private void OfDevice(Agent agent, ulong address)
    {
        var sleeps = agent.Kind == Operation.Wait;
        if (sleeps || _awake == MostAccesses)
            Attacked.Rested(sleeps, _awake, _lie.Name, _verdicts.Log);
        _awake = sleeps ? 0 : _awake + 1;
        if (agent.Kind == Operation.Store)
            Attacked.MemorySeen(MayWrite(address, (ulong)agent.Size) ? null : address, _lie.Name, _verdicts.Log);
    }

    private bool MayWrite(ulong address, ulong size) =>
        Covers(memory.Layout.Used, memory.Layout.UsedBytes, address, size) || address == memory.Status
        || _given.Any(given => Covers(given.Address, given.Length, address, size));

    private static bool Covers(ulong start, ulong length, ulong address, ulong size) =>
        address >= start && address - start < length && size <= length - (address - start);
}
