namespace Usd1Compliance.Ui.Lists;

/// <summary>What a person does to a list behind a dialog.</summary>
public enum ListAct
{
    /// <summary>Puts a version in force that waits.</summary>
    ApproveVersion,

    /// <summary>Proposes to return to an earlier version.</summary>
    ProposeReturn,

    /// <summary>Approves the return that somebody else proposed.</summary>
    ApproveReturn,

    /// <summary>Refuses it, or takes his own back.</summary>
    RefuseReturn,

    /// <summary>Lets a return go that stands.</summary>
    LetGo,
}

/// <summary>What the dialog asks about.</summary>
/// <param name="Act">What is to be done.</param>
/// <param name="VersionId">With which version.</param>
public sealed record ListQuestion(ListAct Act, long VersionId);

/// <summary>What a person answered.</summary>
/// <param name="Question">What was asked.</param>
/// <param name="Words">The reason; empty where none was asked for.</param>
public sealed record ListAnswer(ListQuestion Question, string Words);
