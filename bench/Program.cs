using Virtspec.Bench;
using Virtspec.Bench.Explore;

// Each benchmark is one word on the command line, so that one of them can run alone and fast.
Dictionary<string, Action> benchmarks = new()
{
    ["ring"] = RingBench.Run,
    ["requests"] = Requests.Run,
    ["suite"] = SuiteBench.Run,
    ["explore"] = ExploreBench.Run,
    ["states"] = StatesBench.Run,
    ["corpus"] = CorpusBench.Run,
};

if (args is [var name] && benchmarks.TryGetValue(name, out var run))
{
    run();
    return 0;
}

Console.Error.WriteLine($"usage: dotnet run -c Release --project bench -- {string.Join('|', benchmarks.Keys)}");
return 2;
