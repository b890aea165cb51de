// Verdicts on a live peer rest on time limits: tests that crowd each other off two cores would accuse the innocent.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
