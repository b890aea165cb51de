using Xunit;

// Verdicts on a live peer rest on time limits: tests that crowd each other off two cores would accuse the innocent.
[assembly: Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
