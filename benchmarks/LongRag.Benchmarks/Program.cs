using BenchmarkDotNet.Running;
using LongRag.Benchmarks;

// macro: whole ingest, search and ask against plain Lucene.Net, as ratios in one run. Anything else goes to BenchmarkDotNet (--filter '*').
if (args is ["macro", .. var rest]) return await MacroBenchmark.RunAsync(rest);
BenchmarkSwitcher.FromAssembly(typeof(MacroBenchmark).Assembly).Run(args);
return 0;
