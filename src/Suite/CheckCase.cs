using Virtspec.Model.Features;
using Virtspec.Oracle;
using Virtspec.Suite.Devices;
using Virtspec.Suite.Peer;
using Virtspec.Suite.Robustness;
using Virtspec.Suite.Steps;

namespace Virtspec.Suite;

/// <summary>One case of the suite: drives the peer, and leaves judging to the judge.</summary>
/// <param name="Name">Short name, unique.</param>
/// <param name="Title">What it does, in one line.</param>
/// <param name="Exercises">Ids or clauses it is meant to exercise; a selection of other requirements leaves it out.</param>
/// <param name="Run">Does it.</param>
internal sealed record CheckCase(string Name, string Title, IReadOnlyList<string> Exercises, Action<CaseContext> Run)
{
    /// <summary>What it belongs to, for lists.</summary>
    internal string Group { get; init; } = string.Empty;

    /// <summary>The type of device it is about; null for every type.</summary>
    internal DeviceType? Only { get; init; }
}

/// <summary>What a case works with.</summary>
internal sealed class CaseContext(Player player, Action<string> progress)
{
    internal Judge Judge => player.Judge;

    internal SessionOptions Options => player.Options;

    /// <summary>Chance, drawn from the seed of the run; each case begins anew, so that a case alone does what it does in the whole.</summary>
    internal Chooser Chooser { get; } = new(player.Options.Seed);

    /// <summary>What is known of the peer under attack.</summary>
    internal RobustnessState Robustness => player.Robustness;

    /// <summary>Says how far the case is, for a terminal.</summary>
    internal void Progress(string text) => progress(text);

    /// <summary>Opens a session; the case disposes of it.</summary>
    internal Rig Connect() => After(new Connect());

    /// <summary>Opens a session with features negotiated and memory shared, and no queue yet; the case disposes of it.</summary>
    /// <param name="features">Features to accept beyond VIRTIO_F_VERSION_1, if offered.</param>
    /// <exception cref="NotApplicableException">The device refuses the features.</exception>
    internal Rig Prepare(ulong features) => After(new Prepare(features));

    /// <summary>Opens a session with running queues; the case disposes of it.</summary>
    /// <param name="features">Features to accept beyond VIRTIO_F_VERSION_1, if offered.</param>
    /// <param name="size">Queue size.</param>
    /// <param name="start">First avail idx.</param>
    /// <param name="queues">How many queues.</param>
    internal Rig Open(ulong features, int size = 64, ushort start = 0, int queues = 1) => After(new Open(features, size, start, queues));

    /// <summary>Connects anew and sees whether a small request is served.</summary>
    /// <param name="after">What the last connection was left in the middle of, words joined by hyphens.</param>
    internal bool ServedAgain(string after) => player.Do(new ServedAgain(after));

    /// <summary>Features of devices alone, of every type; a session leaves out what its own type has not.</summary>
    internal static ulong DeviceFeatures { get; } = SuiteDevice.All.Aggregate(0UL, (features, device) => features | device.Features);

    /// <summary>All features of the ring and the device that the suite knows how to use.</summary>
    internal static ulong AllFeatures { get; } = Feature.Bit(Feature.IndirectDesc) | Feature.Bit(Feature.EventIdx) | DeviceFeatures;

    internal void Take(Step step) => player.Do(step);

    /// <summary>Takes steps that somebody wrote down.</summary>
    /// <exception cref="MisusedStepException">One of them cannot be taken where it stands.</exception>
    internal void TakeWritten(IReadOnlyList<Step> steps)
    {
        for (var at = 0; at < steps.Count; at++)
        {
            try
            {
                player.Do(steps[at]);
            }
            catch (StepException exception)
            {
                throw new MisusedStepException($"step {at + 1}, '{steps[at]}': {exception.Message}", exception);
            }
        }
    }

    private Rig After(Step step)
    {
        player.Do(step);
        return new Rig(player);
    }
}
