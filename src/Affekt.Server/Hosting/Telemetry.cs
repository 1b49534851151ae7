using System.Diagnostics;
using System.Diagnostics.Metrics;
using Affekt.App.Answers;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Affekt.Server.Hosting;

/// <summary>What the server measures of itself: times and counts, and nothing of people or pictures.</summary>
internal sealed class Telemetry : IDisposable
{
    /// <summary>The name of the meter and of the source of activities.</summary>
    public const string Name = "Affekt.Server";

    /// <summary>Set by whoever wants metrics and traces; without it nothing is collected and nothing leaves the machine.</summary>
    public const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private readonly Meter _meter = new(Name);
    private readonly ActivitySource _activities = new(Name);
    private readonly Histogram<double> _steps;
    private readonly Counter<long> _faces;
    private readonly MeterProvider? _metrics;
    private readonly TracerProvider? _traces;

    public Telemetry()
    {
        _steps = _meter.CreateHistogram<double>("affekt.mood.step.duration", "ms", "How long a step of reading a picture took");
        _faces = _meter.CreateCounter<long>("affekt.mood.faces", "{face}", "Faces that were read");
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(EndpointVariable)))
            return;
        var resource = ResourceBuilder.CreateDefault().AddService("affekt");
        _metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource)
            .AddMeter(Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel",
                "Microsoft.AspNetCore.RateLimiting", "System.Runtime")
            .AddOtlpExporter().Build();
        _traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource)
            .AddSource(Name, "Microsoft.AspNetCore")
            .AddOtlpExporter().Build();
    }

    /// <summary>Begins to trace the reading of a picture; null when nobody listens.</summary>
    public Activity? StartReading() => _activities.StartActivity("read picture");

    /// <summary>Counts a picture that was read.</summary>
    public void Count(MoodTimes times, int faces)
    {
        _steps.Record(times.Decode, new KeyValuePair<string, object?>("step", "decode"));
        _steps.Record(times.Detect, new KeyValuePair<string, object?>("step", "detect"));
        _steps.Record(times.Read, new KeyValuePair<string, object?>("step", "read"));
        _steps.Record(times.Recommend, new KeyValuePair<string, object?>("step", "recommend"));
        _faces.Add(faces);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Disposing sends what is left.
        _metrics?.Dispose();
        _traces?.Dispose();
        _activities.Dispose();
        _meter.Dispose();
    }
}
