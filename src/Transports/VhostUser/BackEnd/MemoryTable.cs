using Virtspec.Reference.Port;
using Virtspec.Transports.Posix;

namespace Virtspec.Transports.VhostUser;

/// <summary>
/// The memory regions of a session, mapped. Immutable: a change makes a new table, so that a change that fails leaves the former one
/// in force; what only the former one has is unmapped by <see cref="ReleaseExcept"/>.
/// </summary>
internal sealed class MemoryTable
{
    /// <summary>Regions taken by ADD_MEM_REG (what GET_MAX_MEM_SLOTS answers).</summary>
    internal const int MaximumRegions = 32;

    private readonly Entry[] _entries;

    private MemoryTable(Entry[] entries)
    {
        _entries = entries;
        Memory = entries.Length == 0
            ? GuestMemory.Empty
            : new GuestMemory(entries.Select(entry => new GuestRegion(
                entry.Description.GuestAddress, entry.Description.Size, entry.Description.UserAddress, entry.Mapping.Pointer)));
    }

    internal static MemoryTable Empty { get; } = new([]);

    /// <summary>The address map.</summary>
    internal GuestMemory Memory { get; }

    /// <summary>A table of these regions alone (SET_MEM_TABLE).</summary>
    /// <param name="descriptions">The regions.</param>
    /// <param name="descriptors">The file of each, not owned; may be closed afterwards.</param>
    /// <param name="table">The new table.</param>
    /// <param name="error">What is wrong with which region, or empty.</param>
    internal static bool TryCreate(
        IReadOnlyList<RegionDescription> descriptions, IReadOnlyList<FileDescriptor> descriptors, out MemoryTable table, out string error) =>
        Empty.TryExtend(descriptions, descriptors, out table, out error);

    /// <summary>This table and one region more (ADD_MEM_REG). Parameters as for <see cref="TryCreate"/>.</summary>
    internal bool TryAdd(in RegionDescription description, FileDescriptor descriptor, out MemoryTable table, out string error)
    {
        if (_entries.Length < MaximumRegions)
            return TryExtend([description], [descriptor], out table, out error);
        table = this;
        error = $"{_entries.Length} regions are in use, which is the maximum";
        return false;
    }

    /// <summary>This table without one region (REM_MEM_REG).</summary>
    /// <param name="description">Its guest address, size and user address; the offset does not matter.</param>
    /// <param name="table">The new table.</param>
    /// <param name="error">That there is none such, or empty.</param>
    internal bool TryRemove(RegionDescription description, out MemoryTable table, out string error)
    {
        var rest = Array.FindAll(
            _entries, entry => (entry.Description with { MappingOffset = description.MappingOffset }) != description);
        var found = rest.Length < _entries.Length;
        table = found ? new MemoryTable(rest) : this;
        error = found ? "" : $"no region of {description.Size} bytes is at guest address 0x{description.GuestAddress:x} and user address 0x{description.UserAddress:x}";
        return found;
    }

    /// <summary>Unmaps the regions that another table does not share.</summary>
    internal void ReleaseExcept(MemoryTable kept)
    {
        foreach (var entry in _entries.Except(kept._entries))
            entry.Mapping.Dispose();
    }

    private bool TryExtend(
        IReadOnlyList<RegionDescription> descriptions, IReadOnlyList<FileDescriptor> descriptors, out MemoryTable table, out string error)
    {
        var added = new List<Entry>();
        table = this;
        error = "";
        try
        {
            foreach (var description in descriptions)
            {
                error = Fault(description);
                if (error.Length > 0)
                    return false;
                added.Add(new Entry(description, MappedRegion.Map(descriptors[added.Count], description.MappingOffset, description.Size)));
            }

            table = new MemoryTable([.. _entries, .. added]);
            added.Clear();
            return true;
        }
        catch (Exception exception) when (exception is ArgumentException or PosixException)
        {
            error = added.Count < descriptions.Count
                ? $"region at guest address 0x{descriptions[added.Count].GuestAddress:x}: {exception.Message}"
                : exception.Message;
            return false;
        }
        finally
        {
            foreach (var entry in added)
                entry.Mapping.Dispose();
        }
    }

    private static string Fault(in RegionDescription region)
    {
        var last = region.Size - 1;
        return region.Size == 0 ? $"region at guest address 0x{region.GuestAddress:x} is empty"
            : region.GuestAddress + last < last || region.UserAddress + last < last || region.MappingOffset + last < last
                ? $"region at guest address 0x{region.GuestAddress:x} of {region.Size} bytes passes 2^64"
                : "";
    }

    private sealed class Entry(RegionDescription description, MappedRegion mapping)
    {
        internal RegionDescription Description => description;

        internal MappedRegion Mapping => mapping;
    }
}
