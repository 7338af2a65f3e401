namespace Usd1Compliance.Simulation.Market.Scenes;

/// <summary>One typology of the catalogue as it is planted and imitated.</summary>
/// <param name="Number">In the catalogue.</param>
/// <param name="Name">Of its instances: <c>structuring-3</c>.</param>
/// <param name="Share">Of the illicit transfers.</param>
/// <param name="Legs">How many transfers an instance has by the mean.</param>
/// <param name="Hours">How long it takes after its start.</param>
/// <param name="Plant">Lays out an instance.</param>
/// <param name="Imitate">Lays out a lawful look-alike.</param>
/// <param name="Also">Other typologies that an instance meets as well.</param>
internal sealed record Typology(int Number, string Name, double Share, int Legs, int Hours, Action<Scene> Plant, Action<Scene> Imitate, params int[] Also)
{
    /// <summary>How its share changes in the drift set's last third: the new fashion is bridges, chains and mules.</summary>
    public double ShareAfterDrift => Number switch
    {
        32 or 33 or 11 or 16 => 3 * Share,
        38 or 39 or 8 or 9 => Share / 4,
        _ => Share,
    };
}
