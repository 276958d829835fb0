namespace LongRag.Cli;

/// <summary>A command's workspace: its notes go to the terminal.</summary>
internal sealed record InvocationContext(Invocation Invocation) : WorkspaceContext(Invocation.Settings, Invocation.DataPath, Invocation.Terminal.Note);

/// <summary>Finds the command again that opened a workspace.</summary>
internal static class InvocationWorkspaces
{
    extension(Workspace workspace)
    {
        /// <summary>The command that opened it.</summary>
        public Invocation Invocation => ((InvocationContext)workspace.Context).Invocation;
    }
}
