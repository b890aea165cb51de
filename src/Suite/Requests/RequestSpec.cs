using Virtspec.Suite.Steps;

namespace Virtspec.Suite.Requests;

/// <summary>A request to make, of any device type, before it is cut into descriptors.</summary>
internal abstract record RequestSpec
{
    /// <summary>Device-writable bytes in all.</summary>
    internal abstract int WritableBytes { get; }

    /// <summary>Where a driver that has no reason to do otherwise cuts it: header, data, status.</summary>
    internal abstract Shape Plain { get; }

    /// <summary>What it needs to be told apart, as <see cref="Parse"/> reads it.</summary>
    public abstract override string ToString();

    /// <summary>All device-readable bytes as they lie in memory.</summary>
    internal abstract byte[] Readable();

    /// <summary>The same request with less in it, for shrinking; none when there is none.</summary>
    internal virtual IEnumerable<RequestSpec> Smaller() => [];

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <exception cref="FormatException">It is no request of a known device type.</exception>
    internal static RequestSpec Parse(StepWords words) =>
        BlkSpec.TryParse(words) ?? (RequestSpec?)FsSpec.TryParse(words) ?? throw words.Error("a request");
}
