using Virtspec.Exploration.Search;

namespace Virtspec.Exploration.Schedules;

/// <summary>Where a run leaves the default scheduler: what is picked when that would have let a process do its so-manieth step.</summary>
/// <remarks>
/// The place is told by the steps of one process and not by those of the run, so that it keeps its meaning when other deviations are dropped.
/// Several deviations may stand at one place; they come in the order of the list.
/// </remarks>
/// <param name="Agent">The agent that would have gone on, or whose store would have arrived.</param>
/// <param name="Place">-1 for the agent itself, else the place of the store, as in a pick.</param>
/// <param name="Ordinal">Its how-manieth step that would have been, from 1.</param>
/// <param name="Instead">What is picked.</param>
internal readonly record struct Deviation(int Agent, int Place, int Ordinal, Pick Instead);
