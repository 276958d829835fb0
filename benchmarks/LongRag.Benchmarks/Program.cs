using BenchmarkDotNet.Running;
using LongRag.Benchmarks;
using LongRag.Benchmarks.Chat;
using LongRag.Benchmarks.Dense;
using LongRag.Benchmarks.Lexical;
using LongRag.Ingest;

// macro: whole ingest, search and ask against plain Lucene.Net. reading, workers: readers and their processes. files: the table over the real files. large: writes a file for reading-memory.sh. lexical: block search beside Lucene.Net. vectors: the exact scan beside faiss. llama: a GGUF file by our client beside llama.cpp itself.
// Anything else goes to BenchmarkDotNet (--filter '*').
switch (args)
{
    case ["macro", .. var rest]: return await MacroBenchmark.RunAsync(rest);
    case ["reading", .. var rest]: return await ReadingBenchmark.RunAsync(rest);
    case ["workers", .. var rest]: return await WorkersBenchmark.RunAsync(rest);
    case ["lexical", .. var rest]: return await LexicalBenchmark.RunAsync(rest);
    case ["files", .. var rest]: return await FilesTable.RunAsync(rest);
    case ["vectors", .. var rest]: return VectorsBenchmark.Run(rest);
    case ["llama", .. var rest]: return await LlamaBenchmark.RunAsync(rest);
    case ["large", .. var rest]: return LargeFiles.Run(rest);
    case [WorkersBenchmark.Verb]: return await ReadWorkerProgram.RunAsync();
}

BenchmarkSwitcher.FromAssembly(typeof(MacroBenchmark).Assembly).Run(args);
return 0;
