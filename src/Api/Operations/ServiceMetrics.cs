using System.Diagnostics.Metrics;

namespace LongRag.Api.Operations;

/// <summary>How the queue of jobs is, as metrics of the meter <c>LongRag</c>. The store is asked when somebody reads them.</summary>
internal sealed class ServiceMetrics : IDisposable
{
    public const string MeterName = "LongRag";

    private readonly ILongRagService _service;
    private readonly TimeProvider _time;
    private readonly Meter _meter;
    private JobStatistics? _jobs;

    public ServiceMetrics(ILongRagService service, TimeProvider time, IMeterFactory meters)
    {
        (_service, _time) = (service, time);
        _meter = meters.Create(MeterName);
        _meter.CreateObservableGauge("longrag.jobs.queued", () => Measured(jobs => jobs.Queued), "{job}", "Jobs that wait.");
        _meter.CreateObservableGauge("longrag.jobs.running", () => Measured(jobs => jobs.Running), "{job}", "Jobs that are worked at.");
        _meter.CreateObservableGauge("longrag.jobs.failed", () => Measured(jobs => jobs.Failed), "{job}", "Jobs that failed and are kept.");
        _meter.CreateObservableGauge("longrag.jobs.oldest_queued.age", () => Measured(Age), "s", "How long the oldest waiting job waits.");
    }

    /// <summary>Asks the store; what cannot be known is not told.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        try
        {
            _jobs = await _service.JobStatisticsAsync(cancellationToken);
        }
        catch (LongRagException)
        {
            _jobs = null;
        }
    }

    public void Dispose() => _meter.Dispose();

    private double Age(JobStatistics jobs) => jobs.OldestQueued is { } since ? Math.Max(0, (_time.GetUtcNow() - since).TotalSeconds) : 0;

    private IEnumerable<Measurement<double>> Measured(Func<JobStatistics, double> of) => _jobs is { } jobs ? [new Measurement<double>(of(jobs))] : [];
}
