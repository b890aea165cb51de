namespace Virtspec.Exploration.Schedules;

/// <summary>While it lives, continuations of agents run where they are stepped, and not where some context of the thread would have them.</summary>
internal readonly ref struct WithoutContext
{
    private readonly SynchronizationContext? _context;

    public WithoutContext()
    {
        _context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
    }

    public void Dispose() => SynchronizationContext.SetSynchronizationContext(_context);
}
