using System.CommandLine;

namespace LongRag.Cli.Commands;

/// <summary><c>longrag config show</c>: what is in force, secrets masked.</summary>
internal static class ConfigCommand
{
    public static Command Create()
    {
        var command = new Command("config", "Show the configuration.");
        command.Add(new Command("show", "Print the configuration in force as JSON, secrets masked.").Does((invocation, _) =>
        {
            invocation.Terminal.Out.WriteLine(SettingsWriter.Write(invocation.Settings));
            return Task.FromResult(ExitCode.Done);
        }));
        return command;
    }
}
