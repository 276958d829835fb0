using AngleSharp.Dom;

namespace LongRag.Ingest;

/// <summary>Visits a tree in document order without recursion: pages nest as deep as they like.</summary>
internal static class HtmlWalk
{
    /// <param name="root">Not visited itself.</param>
    /// <param name="enter">Says whether the children of the node are visited.</param>
    /// <param name="leave">Called after the children of each element that was entered.</param>
    public static void Run(INode root, Func<INode, bool> enter, Action<IElement> leave)
    {
        // A node finds its next sibling by searching its parent, in time that grows with the square of their number; places in the lists are kept instead.
        var open = new Stack<(INode Node, int Next)>();
        open.Push((root, 0));
        while (open.TryPop(out var top))
        {
            if (top.Next >= top.Node.ChildNodes.Length)
            {
                if (open.Count > 0 && top.Node is IElement left) leave(left);
                continue;
            }

            open.Push((top.Node, top.Next + 1));
            var child = top.Node.ChildNodes[top.Next];
            if (enter(child)) open.Push((child, 0));
        }
    }
}
