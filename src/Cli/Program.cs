using System.Text;
using LongRag.Cli;

var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
using var output = new StreamWriter(Console.OpenStandardOutput(), utf8, 16 * 1024) { AutoFlush = !Console.IsOutputRedirected };
using var error = new StreamWriter(Console.OpenStandardError(), utf8) { AutoFlush = true };
return await LongRagCommand.RunAsync(args, output, error);
