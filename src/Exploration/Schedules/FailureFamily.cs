using Virtspec.Exploration.Execution;

namespace Virtspec.Exploration.Schedules;

/// <summary>Failures that count as one finding while it is shrunk: of one kind, with properties that differ in numbers only; of one statement.</summary>
/// <param name="Kind">In what way.</param>
/// <param name="Property">The property without its digits: which buffer is lost makes no difference. The id of a statement is kept whole.</param>
internal readonly record struct FailureFamily(FailureKind Kind, string Property)
{
    internal static FailureFamily Of(Failure failure) =>
        new(failure.Kind, failure.Kind == FailureKind.Statement ? failure.Property : string.Concat(failure.Property.Where(letter => !char.IsAsciiDigit(letter))));
}
