using System.Buffers.Binary;
using Virtspec.Exploration;
using Virtspec.Port;

namespace Virtspec.Systematic.Programs;

using Scenario = Virtspec.Exploration.Scenario;

/// <summary>A program as a scenario: each thread an agent that goes through its ops, the outcome reported at the end.</summary>
internal static class ProgramScenario
{
    internal static Scenario Of(Program program) => new("program", "A small program, every outcome of it", [], (stage, _) => Build(program, stage));

    private static void Build(Program program, IStage stage)
    {
        var memory = stage.Memory("m", program.MemoryBytes);
        foreach (var preset in program.Presets)
            stage.Preset(memory + (ulong)preset.Address, preset.Value, (AccessSize)preset.Size);
        var bells = program.Bells.Select((rung, i) => stage.Doorbell($"bell{i}", rung)).ToArray();
        var threads = program.Threads.Select((ops, i) => new Interpreter(ops, program.Registers(i), memory, bells)).ToArray();
        for (var i = 0; i < threads.Length; i++)
        {
            // A daemon, for being stuck is an outcome here and no error.
            stage.Agent($"t{i}", threads[i].Run, daemon: true);
        }

        stage.AtEnd(end =>
        {
            var bytes = new ulong[program.MemoryBytes / 8];
            for (var i = 0; i < bytes.Length; i++)
                bytes[i] = end.Read(memory + 8 * (ulong)i, AccessSize.Eight);
            end.Outcome(Outcome.Text([.. threads.Select(thread => thread.Registers)], bytes, [.. threads.Select(thread => !thread.Done)]));
        });
    }

    private sealed class Interpreter(Op[] ops, int registers, ulong memory, Doorbell[] bells)
    {
        internal ulong[] Registers { get; } = new ulong[registers];

        internal bool Done { get; private set; }

        internal async ValueTask Run(AgentPort port)
        {
            for (var i = 0; i < ops.Length; i++)
            {
                if (ops[i] is SkipIf skip)
                    i += Registers[skip.Register] == skip.Value ? skip.Count : 0;
                else if (ops[i] is ReadBytes read)
                    await Read(port, read);
                else if (ops[i].Fills > 0)
                    Registers[ops[i].First] = await Ask(port, ops[i]);
                else
                    await Ask(port, ops[i]);
            }

            Done = true;
        }

        private Access Ask(AgentPort port, Op op) => op switch
        {
            Load o when o.Acquire => port.ReadAcquire(At(o.Address), (AccessSize)o.Size),
            Load o => port.Read(At(o.Address), (AccessSize)o.Size),
            Store o when o.Release => port.WriteRelease(At(o.Address), Value(o.Value), (AccessSize)o.Size),
            Store o => port.Write(At(o.Address), Value(o.Value), (AccessSize)o.Size),
            Fence o => port.Fence(o.Kind),
            Exchange o => port.Exchange(At(o.Address), Value(o.Value), (AccessSize)o.Size),
            CompareExchange o => port.CompareExchange(At(o.Address), o.Expected, Value(o.Value), (AccessSize)o.Size),
            Until o => port.Until(At(o.Address), (AccessSize)o.Size, o.Suits),
            Signal o => port.Signal(bells[o.Bell]),
            Wait o => port.Wait(bells[o.Bell]),
            Choose o => port.Choose(o.Count, "choice"),
            WriteBytes o => port.WriteBytes(At(o.Address), Enumerable.Range(0, o.Length).Select(i => o[i]).ToArray()),
            _ => throw new ArgumentException($"{op} is no access", nameof(op)),
        };

        private async ValueTask Read(AgentPort port, ReadBytes op)
        {
            var bytes = new byte[16];
            await port.ReadBytes(At(op.Address), bytes.AsMemory(0, op.Length));
            for (var i = 0; i < op.Fills; i++)
                Registers[op.Register + i] = BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(8 * i));
        }

        private ulong At(int address) => memory + (ulong)address;

        private ulong Value(Operand operand) => operand.Constant + (operand.Register < 0 ? 0 : Registers[operand.Register]);
    }
}
