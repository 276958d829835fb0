using System.Text;
using LongRag.Cli;
using LongRag.Ingest;

// A worker is started often and does one thing: it loads nothing of the command line.
if (args is [ReadWorkers.Verb]) return await ReadWorkerProgram.RunAsync();
var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
using var output = new StreamWriter(Console.OpenStandardOutput(), utf8, 16 * 1024) { AutoFlush = !Console.IsOutputRedirected };
using var error = new StreamWriter(Console.OpenStandardError(), utf8) { AutoFlush = true };
return await LongRagCommand.RunAsync(args, output, error);
