using Virtspec.Exploration.States;

namespace Virtspec.Systematic.States.Machines;

/// <summary>The state of <see cref="SplitRingMachine"/>. Indices count modulo 256; the queue has two entries.</summary>
internal struct SplitRingState
{
    // Shared.
    internal byte AvailIdx;
    internal byte UsedIdx;
    internal byte AvailEvent;
    internal byte UsedEvent;
    internal byte Avail0;
    internal byte Avail1;
    internal byte Used0;
    internal byte Used1;
    internal byte Kick;
    internal byte Call;

    // The driver's own.
    internal DriverAt Driver;
    internal byte Free;
    internal byte SeenUsed;

    /// <summary>Set when the driver finds a buffer used that is not the device's.</summary>
    internal byte Wrong;
    internal ushort Added;

    // The device's own.
    internal DeviceAt Device;
    internal byte SeenAvail;

    /// <summary>A bit a head. Two bytes, so that the state has no padding.</summary>
    internal ushort Held;
}

internal enum DriverAt : byte
{
    Add,
    Publish,
    Kick,
    Reclaim,
    Ask,
    Recheck,
    Sleep,
    Done,
}

internal enum DeviceAt : byte
{
    Look,
    Take,
    Choose,
    Publish,
    Call,
    Ask,
    Recheck,
    Sleep,
}

/// <summary>
/// A split virtqueue of two entries with the event index (VIRTIO 1.4, 2.7.7, 2.7.10): the driver passes a number of buffers through it, the device
/// uses those it holds in any order, and each side sleeps when it has nothing to do. Each action is one access to shared memory, with what
/// follows from it. Memory is sequentially consistent.
/// </summary>
/// <remarks>The same as split-ring.pml, action by action. Not rechecking before going to sleep is the classic lost notification.</remarks>
internal readonly struct SplitRingMachine(ushort buffers, bool recheck) : IMachine<SplitRingState>
{
    // Actions of the driver: take one of two free heads, or step. Of the device: use one of two held heads, or step, or take more.
    private const int AddHead = 0;
    private const int DriverStep = 2;
    private const int UseHead = 3;
    private const int DeviceStep = 5;
    private const int Both = 3;

    public int Processes => 2;

    public int Actions => 6;

    public SplitRingState Initial => new() { Free = Both };

    public ulong Observed => ulong.MaxValue;

    public int Owner(int action) => action < UseHead ? 0 : 1;

    public bool Enabled(in SplitRingState state, int action) => action switch
    {
        AddHead or AddHead + 1 => state.Driver == DriverAt.Add && state.Added < buffers && (state.Free >> action & 1) != 0,
        DriverStep => state.Driver switch
        {
            DriverAt.Add or DriverAt.Done => false,
            DriverAt.Sleep => state.Call != 0,
            _ => true,
        },
        UseHead or UseHead + 1 => state.Device == DeviceAt.Choose && (state.Held >> (action - UseHead) & 1) != 0,
        _ => state.Device switch
        {
            // More may be taken before anything is used.
            DeviceAt.Choose => state.SeenAvail != state.AvailIdx,
            DeviceAt.Sleep => state.Kick != 0,
            _ => true,
        },
    };

    public void Step(ref SplitRingState state, int action)
    {
        if (action < DriverStep)
            Put(ref state, action);
        else if (action == DriverStep)
            StepDriver(ref state);
        else if (action < DeviceStep)
            Use(ref state, action - UseHead);
        else
            StepDevice(ref state);
    }

    public Footprint Access(in SplitRingState state, int action) => Footprint.Everything;

    public Footprint Next(in SplitRingState state, int process) => Footprint.Everything;

    public Footprint Future(in SplitRingState state, int process) => Footprint.Everything;

    public string? Violated(in SplitRingState state) => state.Wrong != 0 ? "a buffer used that is not the device's" : null;

    public ulong Hot(in SplitRingState state) => state.Driver == DriverAt.Done ? 0u : 1u;

    public string ObligationName(int obligation) => "all buffers come back";

    public bool IsLegalEnd(in SplitRingState state) => state.Driver == DriverAt.Done;

    public Fairness FairnessOfProcess(int process) => Fairness.Weak;

    public Fairness FairnessOfAction(int action) => Fairness.None;

    public string DescribeAction(int action) => action switch
    {
        < DriverStep => $"driver: adds head {action}",
        DriverStep => "driver: steps",
        < DeviceStep => $"device: uses head {action - UseHead}",
        _ => "device: steps",
    };

    public string DescribeState(in SplitRingState state) =>
        $"driver {state.Driver}, device {state.Device}, avail {state.AvailIdx}, used {state.UsedIdx}, events {state.AvailEvent} {state.UsedEvent}, kick {state.Kick}, call {state.Call}";

    private static void Put(ref SplitRingState state, int head)
    {
        if ((state.AvailIdx & 1) == 0)
            state.Avail0 = (byte)head;
        else
            state.Avail1 = (byte)head;
        state.Free &= (byte)~(1 << head);
        state.Added++;
        state.Driver = DriverAt.Publish;
    }

    private void StepDriver(ref SplitRingState state)
    {
        switch (state.Driver)
        {
            case DriverAt.Publish:
                state.AvailIdx++;
                state.Driver = DriverAt.Kick;
                break;
            case DriverAt.Kick:
                // Index moved by one: the event is passed if it names the entry before.
                if (state.AvailEvent == (byte)(state.AvailIdx - 1))
                    state.Kick = 1;
                state.Driver = More(state);
                break;
            case DriverAt.Reclaim when state.UsedIdx != state.SeenUsed:
                Reclaim(ref state);
                break;
            case DriverAt.Reclaim:
                state.Driver = DriverAt.Ask;
                break;
            case DriverAt.Ask:
                state.UsedEvent = state.SeenUsed;
                state.Driver = recheck ? DriverAt.Recheck : DriverAt.Sleep;
                break;
            case DriverAt.Recheck:
                state.Driver = state.UsedIdx != state.SeenUsed ? DriverAt.Reclaim : DriverAt.Sleep;
                break;
            default:
                state.Call = 0;
                state.Driver = DriverAt.Reclaim;
                break;
        }
    }

    private void Reclaim(ref SplitRingState state)
    {
        var head = (state.SeenUsed & 1) == 0 ? state.Used0 : state.Used1;
        if ((state.Free >> head & 1) != 0)
            state.Wrong = 1;
        state.Free |= (byte)(1 << head);
        state.SeenUsed++;
        state.Driver = More(state);
    }

    private DriverAt More(in SplitRingState state)
    {
        if (state.Added < buffers && state.Free != 0)
            return DriverAt.Add;
        return state.Added == buffers && state.Free == Both ? DriverAt.Done : DriverAt.Reclaim;
    }

    private static void Use(ref SplitRingState state, int head)
    {
        if ((state.UsedIdx & 1) == 0)
            state.Used0 = (byte)head;
        else
            state.Used1 = (byte)head;
        state.Held &= (byte)~(1 << head);
        state.Device = DeviceAt.Publish;
    }

    private void StepDevice(ref SplitRingState state)
    {
        switch (state.Device)
        {
            case DeviceAt.Look:
                state.Device = state.AvailIdx != state.SeenAvail ? DeviceAt.Take : DeviceAt.Ask;
                break;
            case DeviceAt.Take:
                state.Held |= (byte)(1 << ((state.SeenAvail & 1) == 0 ? state.Avail0 : state.Avail1));
                state.SeenAvail++;
                state.Device = DeviceAt.Choose;
                break;
            case DeviceAt.Choose:
                state.Device = DeviceAt.Take;
                break;
            case DeviceAt.Publish:
                state.UsedIdx++;
                state.Device = DeviceAt.Call;
                break;
            case DeviceAt.Call:
                if (state.UsedEvent == (byte)(state.UsedIdx - 1))
                    state.Call = 1;
                state.Device = state.Held != 0 ? DeviceAt.Choose : DeviceAt.Look;
                break;
            case DeviceAt.Ask:
                state.AvailEvent = state.SeenAvail;
                state.Device = recheck ? DeviceAt.Recheck : DeviceAt.Sleep;
                break;
            case DeviceAt.Recheck:
                state.Device = state.AvailIdx != state.SeenAvail ? DeviceAt.Take : DeviceAt.Sleep;
                break;
            default:
                state.Kick = 0;
                state.Device = DeviceAt.Look;
                break;
        }
    }
}
