namespace Affekt.Neural.Operations;

/// <summary>An operation on two numbers.</summary>
public enum BinaryOperation
{
    /// <summary>left + right.</summary>
    Add,
    /// <summary>left - right.</summary>
    Sub,
    /// <summary>left * right.</summary>
    Mul,
    /// <summary>left / right.</summary>
    Div,
}
