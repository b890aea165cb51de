namespace Virtspec.Systematic.Programs;

/// <summary>A step of a thread, or the arrival of a store of it, and what it touches.</summary>
/// <param name="Thread">Whose.</param>
/// <param name="Way">Which of the ways in which the step can turn out.</param>
/// <param name="Address">First byte; doorbells lie behind memory, eight bytes each.</param>
/// <param name="Size">Bytes; 0 for what touches nothing.</param>
/// <param name="Writes">Whether it may change them; a comparison that fails counts as if it did.</param>
/// <param name="Forwarded">Whether a load has its answer from the thread's own stores alone.</param>
/// <param name="Arrival">Which store of the thread arrives; 0 for a step of the thread itself.</param>
/// <param name="Puts">Which store of the thread the step leaves to arrive; 0 for none.</param>
internal sealed record BruteStep(int Thread, int Way, int Address, int Size, bool Writes, bool Forwarded = false, int Arrival = 0, int Puts = 0)
{
    /// <summary>
    /// Whether the order of two steps can matter. Where it is given there is no need to say so: what waits for arrivals comes after them.
    /// </summary>
    internal bool Depends(BruteStep other)
    {
        if (Thread == other.Thread && (Arrival == 0 ? other.Arrival == 0 || other.Arrival == Puts : Arrival == other.Puts))
            return true;
        if (Address >= other.Address + other.Size || other.Address >= Address + Size)
            return false;
        return Thread == other.Thread || ((Writes || other.Writes) && !Forwarded && !other.Forwarded);
    }
}
