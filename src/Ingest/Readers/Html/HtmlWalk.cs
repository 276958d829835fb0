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
        var node = root.FirstChild;
        while (node is not null)
        {
            if (enter(node))
            {
                if (node.FirstChild is { } child)
                {
                    node = child;
                    continue;
                }

                if (node is IElement entered) leave(entered);
            }

            while (node.NextSibling is null)
            {
                node = node.Parent;
                if (node is null || node == root) return;
                if (node is IElement left) leave(left);
            }

            node = node.NextSibling;
        }
    }
}
