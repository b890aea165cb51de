namespace Virtspec.Specification.Catalogue;

/// <summary>
/// The order of ids a reader expects: part by part between the dots, and numbers by value, so that statement 2 comes
/// before 10, and <c>split.used</c> with all it holds before <c>split.used-notification</c>.
/// </summary>
internal sealed class RequirementOrder : IComparer<string>
{
    /// <summary>The one instance: the order has no state.</summary>
    public static RequirementOrder Instance { get; } = new();

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        if (x is null || y is null)
            return Comparer<bool>.Default.Compare(x is not null, y is not null);
        var (left, right) = (x.Split('.'), y.Split('.'));
        for (var i = 0; i < Math.Min(left.Length, right.Length); i++)
        {
            if (ComparePart(left[i], right[i]) is var order and not 0)
                return order;
        }

        // Parts that differ in leading zeros only are equal by value: the text settles it, to keep the order total.
        return left.Length != right.Length ? left.Length - right.Length : string.CompareOrdinal(x, y);
    }

    private static int ComparePart(string x, string y)
    {
        var (digitsX, digitsY) = (LeadingDigits(x), LeadingDigits(y));
        if (digitsX == 0 || digitsY == 0)
            return string.CompareOrdinal(x, y);
        var (valueX, valueY) = (x[..digitsX].TrimStart('0'), y[..digitsY].TrimStart('0'));
        if (valueX.Length != valueY.Length)
            return valueX.Length - valueY.Length;
        var byValue = string.CompareOrdinal(valueX, valueY);
        return byValue != 0 ? byValue : string.CompareOrdinal(x[digitsX..], y[digitsY..]);
    }

    private static int LeadingDigits(string part)
    {
        var end = part.AsSpan().IndexOfAnyExceptInRange('0', '9');
        return end < 0 ? part.Length : end;
    }
}
