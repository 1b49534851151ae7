using System.Runtime.ExceptionServices;

namespace Affekt.Neural.Threading;

/// <summary>
/// The calling thread plus persistent helpers that claim numbered items of work. Helpers park between runs, so that a
/// neighbour on the machine who takes a core delays a run by one item at most.
/// </summary>
public sealed class WorkerPool : IDisposable
{
    private readonly Thread[] _helpers;
    private readonly SemaphoreSlim _start = new(0);
    private readonly CountdownEvent _finished = new(1);
    private Action<int, int> _body = static (_, _) => { };
    private ExceptionDispatchInfo? _failure;
    private int _count;
    private int _next;
    private volatile bool _stopping;

    /// <param name="workers">How many threads work, the caller included; 1 or more.</param>
    public WorkerPool(int workers)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        _helpers = new Thread[workers - 1];
        for (var i = 0; i < _helpers.Length; i++)
        {
            var worker = i + 1;
            _helpers[i] = new Thread(() => Help(worker)) { IsBackground = true, Name = $"Affekt worker {worker}" };
            _helpers[i].Start();
        }
    }

    /// <summary>How many threads work, the caller included.</summary>
    public int Workers => _helpers.Length + 1;

    /// <summary>Calls <paramref name="body"/> once for each item and returns when all are done. One run at a time.</summary>
    /// <param name="count">The number of items.</param>
    /// <param name="body">Gets the item (0 to count - 1) and the worker (0 to <see cref="Workers"/> - 1).</param>
    public void Run(int count, Action<int, int> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        var helpers = Math.Min(_helpers.Length, count - 1);
        _next = 0;
        _count = count;
        _body = body;
        _failure = null;
        if (helpers > 0)
        {
            _finished.Reset(helpers);
            _start.Release(helpers);
        }
        Claim(0);
        if (helpers > 0)
            _finished.Wait();
        _failure?.Throw();
    }

    private void Help(int worker)
    {
        while (true)
        {
            _start.Wait();
            if (_stopping)
                return;
            Claim(worker);
            _finished.Signal();
        }
    }

    private void Claim(int worker)
    {
        try
        {
            int item;
            while ((item = Interlocked.Increment(ref _next) - 1) < _count)
                _body(item, worker);
        }
        catch (Exception exception) // Whatever it is, it belongs to the caller of Run.
        {
            Volatile.Write(ref _next, _count);
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(exception), null);
        }
    }

    /// <summary>Ends the helpers.</summary>
    public void Dispose()
    {
        if (_stopping)
            return;
        _stopping = true;
        if (_helpers.Length > 0)
            _start.Release(_helpers.Length);
        foreach (var helper in _helpers)
            helper.Join();
        _start.Dispose();
        _finished.Dispose();
    }
}
