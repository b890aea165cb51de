using Virtspec.Model.Fabric;

namespace Virtspec.Transports.Fabric;

/// <summary>Sees what happens on a fabric: a judge, or a bus analyser.</summary>
internal interface IFabricObserver
{
    /// <summary>Something happened.</summary>
    void Saw(in FabricEvent e);
}
