using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace LongRag.Models.Encoders.Onnx;

/// <summary>Where the resources of a .NET assembly lie in its file. The assembly is not loaded: its resources are data that can be mapped or read in place.</summary>
internal static class AssemblyResources
{
    /// <summary>Offset and length in bytes of each resource, by name.</summary>
    /// <exception cref="LongRagException"><c>encoder_damaged</c>: the file is no sound assembly.</exception>
    public static IReadOnlyDictionary<string, (long Offset, long Length)> Locate(FileStream file)
    {
        try
        {
            using var image = new PEReader(file, PEStreamOptions.LeaveOpen);
            var directory = image.PEHeaders.CorHeader!.ResourcesDirectory;
            if (!image.PEHeaders.TryGetDirectoryOffset(directory, out var start)) throw new InvalidDataException("no resources");
            var metadata = image.GetMetadataReader();
            var found = new Dictionary<string, (long, long)>(StringComparer.Ordinal);
            Span<byte> length = stackalloc byte[sizeof(uint)];
            foreach (var handle in metadata.ManifestResources)
            {
                var resource = metadata.GetManifestResource(handle);
                if (!resource.Implementation.IsNil) continue; // lies in another file
                var at = start + resource.Offset;
                if (RandomAccess.Read(file.SafeFileHandle, length, at) < length.Length) throw new InvalidDataException("ends early");
                var size = System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(length);
                if (at + length.Length + size > file.Length) throw new InvalidDataException("ends early");
                found[metadata.GetString(resource.Name)] = (at + length.Length, size);
            }

            return found;
        }
        catch (Exception e) when (e is BadImageFormatException or InvalidDataException or InvalidOperationException or NullReferenceException or IOException)
        {
            throw new LongRagException("encoder_damaged", $"'{file.Name}' is damaged ({e.Message}): restore its package again.", e);
        }
    }
}
