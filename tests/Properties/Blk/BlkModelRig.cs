using Virtspec.Model.Blk;
using Virtspec.Model.Features;
using Virtspec.Model.Rules;
using Virtspec.Reference.Blk;
using Xunit;

namespace Virtspec.Properties.Blk;

/// <summary>How a device may go wrong.</summary>
internal enum Mutation
{
    None,
    FlippedBit,
    WrongStatus,
    DroppedWrite,
    WriteWhileDisabled,
    TornWrite,
}

/// <summary>
/// <see cref="BlkMachine"/> beside a device that is an array of bytes. A number is an operation: a request is submitted, carried out or
/// completed, in any order that keeps these three in turn; which, the seed says. At most one answer is made wrong, and then nothing more is submitted.
/// </summary>
internal sealed class BlkModelRig
{
    internal const int Sectors = 24;
    private const int InFlight = 6;
    private const ulong Features = (1UL << Feature.BlkFlush) | (1UL << Feature.BlkDiscard) | (1UL << Feature.BlkWriteZeroes) | (1UL << Feature.BlkSecureErase);
    private static readonly uint[] Types = [0, 0, 0, 0, 1, 1, 1, 1, 1, 4, 8, 10, 11, 11, 13, 13, 14, 16, 0x99];
    private readonly Random _random;
    private readonly NaiveDisk _disk;
    private readonly Mutation _mutation;
    private readonly bool _readOnly;
    private readonly Dictionary<ushort, (byte[] Readable, int Room)> _submitted = [];
    private readonly Dictionary<ushort, byte[]> _done = [];
    private BlkState _state;

    internal BlkModelRig(int seed, bool readOnly, Mutation mutation)
    {
        (_random, _readOnly, _mutation) = (new Random(seed), readOnly, mutation);
        var options = new BlkOptions { ReadOnly = readOnly, MaxRanges = 2, MaxRangeSectors = 1 << 22 };
        _disk = new NaiveDisk(new byte[Sectors * 512], Features, options, "rig");
        _random.NextBytes(_disk.Bytes);
        var config = BlkConfig.Bytes(Sectors * 512, options);
        _state = BlkConfigRules.Offered(new BlkState(), Features | (readOnly ? Feature.Bit(Feature.BlkReadOnly) : 0), Log) with { Features = Features };
        _state = BlkConfigRules.ConfigRead(_state, config, Log);
        Sweep();
    }

    internal RuleLog Log { get; } = new();

    /// <summary>Whether an answer was made wrong.</summary>
    internal bool Mutated { get; private set; }

    internal int MostInFlight { get; private set; }

    internal int Races { get; private set; }

    internal void Do(byte operation)
    {
        var argument = _random.Next();
        if (operation % 4 < 2 && !Mutated)
            Submit(argument);
        else if (operation % 4 == 2)
            Execute(argument);
        else
            Complete(argument);
    }

    /// <summary>Whatever is in flight comes back, and every sector is looked at.</summary>
    internal void Finish()
    {
        while (_submitted.Count > 0)
            Execute(_random.Next(InFlight));
        while (_done.Count > 0)
            Complete(_random.Next(InFlight));
        Sweep();
    }

    private void Submit(int argument)
    {
        var head = (ushort)(argument % InFlight);
        if (_state.Pending.TryGetValue(Key(head), out _))
            return;
        if (_random.Next(12) == 0)
        {
            OnDisabledRing(head);
            return;
        }

        var (readable, room) = Shape(Types[argument / InFlight % Types.Length]);
        var next = BlkMachine.Submitted(_state, Key(head), readable, (ulong)room, Log);
        // What races has no one right outcome, so that a wrong one may pass: not where a wrong one has to be found.
        if (_mutation is not (Mutation.None or Mutation.TornWrite) && next.Pending.All.ToArray().Any(request => request.Racing))
            return;
        _state = next;
        _submitted.Add(head, (readable, room));
        MostInFlight = Math.Max(MostInFlight, _state.Pending.Count);
        Races += At(_state, head).Racing ? 1 : 0;
    }

    /// <summary>Every head on one of two queues: the same heads are in use on both.</summary>
    private static BlkRequestKey Key(ushort slot) => new((ushort)(slot % 2), (ushort)(slot / 2));

    private static BlkRequest At(BlkState state, ushort slot) => state.Pending.TryGetValue(Key(slot), out var request) ? request : throw new InvalidOperationException();

    private void Execute(int argument)
    {
        if (_submitted.Count == 0)
            return;
        var (head, (readable, room)) = _submitted.ElementAt(argument % _submitted.Count);
        _submitted.Remove(head);
        var before = _disk.Bytes.ToArray();
        var answer = BlkOddities.Serve(_disk, readable, room, _random);
        if (!Mutated && _mutation != Mutation.None && _random.Next(4) == 0)
            Mutated = Mutate(At(_state, head), before, answer);
        _done.Add(head, answer);
    }

    private bool Mutate(BlkRequest request, byte[] before, byte[] answer)
    {
        var type = request.Type;
        var ok = answer[^1] == 0;
        switch (_mutation)
        {
            // What a discarded sector shows is nobody's fault.
            case Mutation.FlippedBit when ok && type == BlkRequestType.In && answer.Length > 512 && Known(_state, request):
                answer[_random.Next(answer.Length - 1)] ^= (byte)(1 << _random.Next(8));
                return true;
            // Refusing a discard, or to write zeroes, may have reasons that no rule speaks of.
            case Mutation.WrongStatus when type is not (BlkRequestType.Discard or BlkRequestType.WriteZeroes or BlkRequestType.SecureErase or BlkRequestType.GetId):
                // Any failure will do where there has to be one, except that what is unknown has to be unsupported.
                answer[^1] = ok ? (byte)_random.Next(1, 5) : type > BlkRequestType.Flush ? (byte)_random.Next(2) : (byte)0;
                return true;
            case Mutation.DroppedWrite when type is BlkRequestType.Out or BlkRequestType.WriteZeroes && !_disk.Bytes.AsSpan().SequenceEqual(before):
                before.CopyTo(_disk.Bytes, 0);
                return true;
            // One sector half as it was: neither what the write brought nor what was there, whatever order it came in.
            case Mutation.TornWrite when type is BlkRequestType.Out && ok && IsLast(request) && FirstChanged(before) is var sector and >= 0:
                before.AsSpan((sector * 512) + 256, 256).CopyTo(_disk.Bytes.AsSpan((sector * 512) + 256));
                return true;
            default:
                return false;
        }
    }

    /// <summary>Whether what a write leaves stays until somebody looks: nothing in flight is still to be carried out, or leaves what nobody knows.</summary>
    private bool IsLast(BlkRequest request) =>
        _submitted.Count == 0 && !request.Has(BlkRequestMarks.Spoiled)
        && _state.Pending.All.ToArray().All(other => other.Type is BlkRequestType.In or BlkRequestType.Out || BlkExtent.Runs(other) == 0);

    private static bool Known(BlkState state, BlkRequest request)
    {
        var run = BlkExtent.Of(request, 0);
        return Enumerable.Range(0, (int)run.Count).All(i => state.Disk[run.Sector + (ulong)i] is not null);
    }

    /// <summary>The first sector of which both halves changed; -1 when there is none.</summary>
    private int FirstChanged(byte[] before) => Enumerable.Range(0, Sectors).FirstOrDefault(
        sector => Enumerable.Range(sector * 2, 2).All(half => !before.AsSpan(half * 256, 256).SequenceEqual(_disk.Bytes.AsSpan(half * 256, 256))), -1);

    private void Complete(int argument)
    {
        if (_done.Count == 0)
            return;
        var (head, answer) = _done.ElementAt(argument % _done.Count);
        _done.Remove(head);
        (_state, _) = BlkMachine.Completed(_state, Key(head), answer, enabled: true, Log);
    }

    /// <summary>A request taken and returned while the ring is disabled: a read tells nothing, a write does nothing.</summary>
    private void OnDisabledRing(ushort head)
    {
        var (readable, room) = Shape((uint)_random.Next(2));
        var next = BlkMachine.Submitted(_state, Key(head), readable, (ulong)room, Log);
        var request = At(next, head);
        if (request.Racing && _mutation != Mutation.None)
            return;
        var before = _disk.Bytes.ToArray();
        // On a sector nobody has seen since it was discarded nothing can be found.
        if (_mutation == Mutation.WriteWhileDisabled && !Mutated && Known(next, request))
        {
            _disk.Serve(readable, room);
            Mutated = !_disk.Bytes.AsSpan().SequenceEqual(before);
        }

        (_state, var served) = BlkMachine.Completed(next, Key(head), new byte[room], enabled: false, Log);
        Assert.Null(served);
    }

    private (byte[] Readable, int Room) Shape(uint type) => BlkOddities.Shape(type, Sectors, wild: _mutation == Mutation.None, _random);

    /// <summary>Reads every sector, one request after the other.</summary>
    private void Sweep()
    {
        for (var sector = 0; sector < Sectors; sector++)
        {
            var readable = BlkOddities.Request(0, (ulong)sector, []);
            _state = BlkMachine.Submitted(_state, Key(0), readable, 513, Log);
            (_state, var served) = BlkMachine.Completed(_state, Key(0), _disk.Serve(readable, 513), enabled: true, Log);
            Assert.True(served is not null);
        }
    }
}
