namespace Usd1Compliance.Ui.Rules;

/// <summary>What a person does to a rule pack behind a dialog.</summary>
public enum PackAct
{
    /// <summary>Proposes the pack that came with this version of the product.</summary>
    ProposeShipped,

    /// <summary>Proposes to return to an earlier pack.</summary>
    ProposeReturn,

    /// <summary>Approves what somebody else proposed.</summary>
    Approve,

    /// <summary>Refuses it.</summary>
    Refuse,

    /// <summary>Takes back what he proposed himself.</summary>
    TakeBack,
}

/// <summary>What the dialog asks about.</summary>
/// <param name="Act">What is to be done.</param>
/// <param name="Number">Of the proposal, or of the earlier pack; 0 of the shipped one.</param>
public sealed record PackQuestion(PackAct Act, long Number);

/// <summary>What a person answered.</summary>
/// <param name="Question">What was asked.</param>
/// <param name="Words">The reason.</param>
public sealed record PackAnswer(PackQuestion Question, string Words);
