using Virtspec.Exploration;
using Virtspec.Port;

namespace Virtspec.Systematic.PartialOrder;

/// <summary>
/// Programs on which partial order reductions are compared since Flanagan and Godefroid (POPL 2005) and Abdulla et al. (POPL 2014), with
/// the number of executions that a search without redundancy needs.
/// </summary>
internal static class ClassicPrograms
{
    private const AccessSize Word = AccessSize.Four;

    /// <summary>One writer of a variable and n readers of it, each of which reads something of its own first: 2^n.</summary>
    internal static Scenario Readers(int count) => new($"readers({count})", "one writer, many readers", [], (stage, _) =>
    {
        var shared = stage.Memory("x", 4);
        stage.Agent("writer", async port => await port.Write(shared, 42, Word));
        for (var i = 0; i < count; i++)
        {
            var own = stage.Memory("own", 4);
            stage.Agent("reader", async port =>
            {
                await port.Read(own, Word);
                await port.Read(shared, Word);
            });
        }
    });

    /// <summary>n agents that each set a number one above their neighbour's, and one that looks for the last zero.</summary>
    internal static Scenario LastZero(int count) => new($"lastzero({count})", "a row of numbers and who looks for the last zero", [], (stage, _) =>
    {
        var numbers = stage.Memory("numbers", 4 * (count + 1));
        stage.Agent("looker", async port =>
        {
            for (var i = count; await port.Read(numbers + (4 * (ulong)i), Word) != 0;)
                i--;
        });
        for (var i = 1; i <= count; i++)
        {
            var at = numbers + (4 * (ulong)i);
            stage.Agent("setter", async port => await port.Write(at, await port.Read(at - 4, Word) + 1, Word));
        }
    });

    /// <summary>n agents that each put four numbers into a hash table with compare and exchange.</summary>
    internal static Scenario Indexer(int count) => new($"indexer({count})", "a hash table filled by all", [], (stage, _) =>
    {
        const int slots = 128;
        var table = stage.Memory("table", 4 * slots);
        for (var agent = 0; agent < count; agent++)
        {
            var number = agent;
            stage.Agent("indexer", async port =>
            {
                for (var i = 1; i <= 4; i++)
                {
                    var value = (ulong)((i * 11) + number);
                    var slot = value * 7 % slots;
                    while (await port.CompareExchange(table + (4 * slot), 0, value, Word) != 0)
                        slot = (slot + 1) % slots;
                }
            });
        }
    });

    /// <summary>n agents that each give an inode a free block, under a lock for each inode and each block.</summary>
    internal static Scenario FileSystem(int count) => new($"filesystem({count})", "inodes and blocks, each with its lock", [], (stage, _) =>
    {
        const int inodes = 32;
        const int blocks = 26;
        var inode = stage.Memory("inode", 4 * inodes);
        var busy = stage.Memory("busy", 4 * blocks);
        var inodeLocks = Enumerable.Range(0, inodes).Select(_ => stage.Doorbell("inode lock", rung: true)).ToArray();
        var blockLocks = Enumerable.Range(0, blocks).Select(_ => stage.Doorbell("block lock", rung: true)).ToArray();
        for (var agent = 0; agent < count; agent++)
        {
            var i = agent % inodes;
            stage.Agent("thread", async port =>
            {
                await port.Wait(inodeLocks[i]);
                if (await port.Read(inode + (4 * (ulong)i), Word) == 0)
                    await TakeBlock(port, i);
                await port.Signal(inodeLocks[i]);
            });
        }

        async ValueTask TakeBlock(AgentPort port, int i)
        {
            for (var block = i * 2 % blocks; ; block = (block + 1) % blocks)
            {
                var at = busy + (4 * (ulong)block);
                await port.Wait(blockLocks[block]);
                var free = await port.Read(at, Word) == 0;
                if (free)
                {
                    await port.Write(at, 1, Word);
                    await port.Write(inode + (4 * (ulong)i), (ulong)block + 1, Word);
                }

                await port.Signal(blockLocks[block]);
                if (free)
                    return;
            }
        }
    });
}
