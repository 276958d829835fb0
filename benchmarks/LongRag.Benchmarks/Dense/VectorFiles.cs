using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using LongRag.Retrievers.Dense.Scan;

namespace LongRag.Benchmarks.Dense;

/// <summary>Vectors of unit length in files, made by arithmetic or given, and mapped as rows of each precision.</summary>
internal sealed unsafe class VectorFiles(string folder, int count, int dimensions) : IDisposable
{
    private const int Seed = 7;
    private readonly List<(MemoryMappedFile File, MemoryMappedViewAccessor View)> _mapped = [];

    public string Vectors => Path.Combine(folder, "vectors.f32");

    public string Queries => Path.Combine(folder, "queries.f32");

    /// <summary>
    /// Writes the vectors: <paramref name="clusters"/> centres with members around them at a cosine of about 0.8, or independent normal ones for 0 clusters. The queries are made the same way, with the same centres.
    /// Files of the same size that an earlier run left in the folder are used as they are.
    /// </summary>
    public float[][] Make(int queries, int clusters)
    {
        var random = new Random(Seed);
        float[][] centres = [.. Enumerable.Range(0, clusters).Select(_ => Unit(random, null))];
        var asked = new float[queries][];
        if (File.Exists(Vectors) && new FileInfo(Vectors).Length == (long)count * dimensions * sizeof(float) && File.Exists(Queries) && new FileInfo(Queries).Length == (long)queries * dimensions * sizeof(float))
            return [.. MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Queries)).ToArray().Chunk(dimensions)];
        using (var file = new FileStream(Vectors, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20))
            for (var i = 0; i < count; i++) file.Write(MemoryMarshal.AsBytes<float>(Unit(random, centres)));
        for (var i = 0; i < queries; i++) asked[i] = Unit(random, centres);
        using (var file = File.Create(Queries))
            foreach (var query in asked) file.Write(MemoryMarshal.AsBytes<float>(query));
        return asked;
    }

    /// <summary>The rows in a precision, from a file written for it (single precision of 16 dimensions' multiple is the vectors' own file).</summary>
    public VectorRows Rows(VectorPrecision precision)
    {
        var rowBytes = VectorRows.BytesOf(precision, dimensions);
        if (precision == VectorPrecision.Float32 && rowBytes == dimensions * sizeof(float)) return new VectorRows(Map(Vectors), scales: null, count, dimensions, precision);
        var path = Path.Combine(folder, $"rows.{precision}");
        var scales = new float[count];
        using (var from = File.OpenRead(Vectors))
        using (var to = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20))
        {
            var vector = new float[dimensions];
            var row = new byte[rowBytes];
            for (var i = 0; i < count; i++)
            {
                from.ReadExactly(MemoryMarshal.AsBytes(vector.AsSpan()));
                VectorRows.Write(vector, row, precision, out scales[i]);
                to.Write(row);
            }
        }

        File.WriteAllBytes(path + ".scales", MemoryMarshal.AsBytes<float>(scales));
        return new VectorRows(Map(path), (float*)Map(path + ".scales"), count, dimensions, precision);
    }

    public void Dispose()
    {
        foreach (var (file, view) in _mapped)
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
            view.Dispose();
            file.Dispose();
        }
    }

    private byte* Map(string path)
    {
        var file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        var view = file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        _mapped.Add((file, view));
        byte* at = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref at);
        return at;
    }

    private float[] Unit(Random random, float[][]? centres)
    {
        var vector = new float[dimensions];
        for (var i = 0; i < dimensions; i++) vector[i] = Normal(random);
        if (centres is { Length: > 0 })
        {
            // Noise of length 0.75 beside a centre of length 1: a cosine of 0.8.
            var centre = centres[random.Next(centres.Length)];
            var noise = 0.75f / MathF.Sqrt(dimensions);
            for (var i = 0; i < dimensions; i++) vector[i] = centre[i] + (vector[i] * noise);
        }

        var length = MathF.Sqrt(vector.Sum(v => v * v));
        for (var i = 0; i < dimensions; i++) vector[i] /= length;
        return vector;
    }

    private static float Normal(Random random) => MathF.Sqrt(-2 * MathF.Log(1 - random.NextSingle())) * MathF.Cos(2 * MathF.PI * random.NextSingle());
}
