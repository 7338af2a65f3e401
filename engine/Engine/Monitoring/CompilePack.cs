using Usd1Compliance.Monitoring.Memory;
using Usd1Compliance.Rules;

namespace Usd1Compliance.Monitoring;

/// <summary>Compiles packs for transfers whose facts are measured when a rule asks for them.</summary>
public static class CompilePack
{
    /// <summary>Compiles a sound pack: some milliseconds.</summary>
    /// <param name="pack">The rules.</param>
    /// <param name="facts">The model of <see cref="TransferFacts"/>.</param>
    public static CompiledPack ForTransfers(RulePack pack, FactModel facts) => new(pack, facts, FactGroup.ByPlace);
}
