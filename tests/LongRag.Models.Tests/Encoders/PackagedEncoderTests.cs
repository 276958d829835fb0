using System.Numerics.Tensors;
using LongRag.Models.Encoders;
using LongRag.Models.Encoders.Onnx;
using Xunit;

namespace LongRag.Models.Tests.Encoders;

public sealed class PackagedEncoderTests
{
    [Fact]
    public async Task The_default_encoder_needs_no_configuration()
    {
        using var encoder = EncoderCatalog.Default();
        var vectors = await encoder.EncodePassagesAsync(["The harbour is closed at night.", "Ferries do not sail after dark.", "Bread is baked from flour."], TestContext.Current.CancellationToken);
        var question = await encoder.EncodeQueryAsync("When do boats stop?", TestContext.Current.CancellationToken);
        double[] cosines = [.. vectors.Select(v => Math.Round(TensorPrimitives.Dot<float>(v, question), 4))];
        Assert.Equal([0.5576, 0.5923, 0.3906], cosines);
    }

    [Fact]
    public void The_hash_of_the_packaged_weights_is_the_constant()
    {
        Assert.Equal(PackagedEncoder.ArcticXs.ContentHash, Hash(PackagedEncoder.ArcticXs));
    }

    private static string Hash(PackagedEncoder package)
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, package.Assembly + ".dll"));
        return package.HashContents(file);
    }
}
