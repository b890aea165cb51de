namespace Virtspec.Exploration.States;

/// <summary>Checks what a machine says of itself before a search relies on it.</summary>
internal static class MachineShape
{
    /// <summary>Most processes, and most actions where actions are kept in a mask.</summary>
    internal const int MaskBits = 64;

    /// <summary>The owner of each action.</summary>
    /// <exception cref="ArgumentException">Sizes out of range, an owner that is no process, or a state with padding.</exception>
    internal static byte[] Owners<TMachine, TState>(TMachine machine)
        where TMachine : struct, IMachine<TState>
        where TState : unmanaged
    {
        Fingerprint.RequireNoPadding<TState>();
        if (machine.Processes is < 1 or > MaskBits)
            throw new ArgumentException($"{machine.Processes} processes: 1 to {MaskBits} are possible");
        if (machine.Actions is < 1 or > ushort.MaxValue)
            throw new ArgumentException($"{machine.Actions} actions: 1 to {ushort.MaxValue} are possible");
        var owners = new byte[machine.Actions];
        for (var action = 0; action < owners.Length; action++)
        {
            var owner = machine.Owner(action);
            if (owner < 0 || owner >= machine.Processes)
                throw new ArgumentException($"action {action} belongs to process {owner} of {machine.Processes}");
            owners[action] = (byte)owner;
        }

        return owners;
    }
}
