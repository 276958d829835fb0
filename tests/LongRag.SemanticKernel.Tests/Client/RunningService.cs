using LongRag.Api;
using LongRag.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace LongRag.SemanticKernel.Tests.Client;

/// <summary>A real service on a free port of this machine, and the same LongRag in this process.</summary>
public sealed class RunningService : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private WebApplication? _app;

    public Uri Address => new(_app!.Urls.Single());

    public ILongRag InProcess => Service.For(Principal.Owner);

    public ILongRagService Service => _app!.Services.GetRequiredService<ILongRagService>();

    public string KeysId { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddLongRag(options =>
        {
            options.DataPath = _folder.PathOf("data");
            options.Settings["Retrieval:Encoder"] = "none";
        });
        builder.Services.AddLongRagApi();
        _app = builder.Build();
        _app.Urls.Add("http://127.0.0.1:0");
        _app.MapLongRag();
        await _app.StartAsync();
        KeysId = (await InProcess.SaveTextAsync(new SaveTextRequest { Text = Handbook.KeysText, Source = "keys.md", Metadata = Handbook.Metadata("""{"year":2021}"""), Tags = ["house"] })).DocumentId;
        await InProcess.SaveTextAsync(new SaveTextRequest { Text = Handbook.LeaveText, Source = "leave.md" });
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null) await _app.DisposeAsync();
        _folder.Dispose();
    }
}
