namespace Virtspec.Exploration.MemoryModels;

/// <summary>What an agent may see of another's stores, and when.</summary>
public enum MemoryModel
{
    /// <summary>Sequentially consistent: accesses take place one at a time, in the order of each agent's code.</summary>
    Sequential,

    /// <summary>Total store order, as x86: each agent's stores arrive in order, but late (Sewell et al., CACM 2010).</summary>
    TotalStoreOrder,

    /// <summary>Partial store order: each agent's stores to different places may also arrive out of order (SPARC V8).</summary>
    PartialStoreOrder,

    /// <summary>
    /// Release and acquire by views: loads may return old values as well, as long as fences and acquire loads do not forbid it (Kang et al., POPL
    /// 2017, without promises; Lahav et al., PLDI 2017).
    /// </summary>
    ReleaseAcquire,
}
