using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;

namespace ExtentLock.Tests.Extents.RangeLocks;

/// <summary>
/// Runs a few workers on threads of which only one goes on at a time, and tries every order in which they can take
/// turns at their steps, up to a number of switches away from a worker that could have gone on. No time, no chance.
/// </summary>
internal sealed class Schedules(int mostSwitches, int mostRuns) : IDisposable
{
    private readonly List<(int Chosen, int Count)> _path = [];
    private readonly List<Worker> _workers = [];

    /// <summary>Number of orders tried.</summary>
    public int Runs { get; private set; }

    /// <param name="scenario">Makes the workers anew, and what is to be true after they have ended.</param>
    public void Explore(Func<(Action<Worker>[] Workers, Action Verify)> scenario)
    {
        do
        {
            Runs++;
            (Action<Worker>[] bodies, Action verify) = scenario();
            StringBuilder trace = new();
            try
            {
                Run(bodies, trace);
                verify();
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"Run {Runs}, order of turns {trace}: {failure.Message}", failure);
            }
        }
        while (Advance() && Runs < mostRuns);
    }

    public void Dispose() => _workers.ForEach(worker => worker.Dismiss());

    private void Run(Action<Worker>[] bodies, StringBuilder trace)
    {
        while (_workers.Count < bodies.Length)
            _workers.Add(new Worker(_workers.Count));

        List<Worker> workers = _workers[..bodies.Length];
        for (int i = 0; i < bodies.Length; i++)
            workers[i].Begin(bodies[i]);

        int decision = 0;
        int switches = 0;
        Worker? current = null;
        while (!workers.TrueForAll(worker => worker.IsOver))
        {
            List<Worker> ready = [.. workers.Where(worker => worker.IsReady)];
            if (ready.Count == 0)
                throw new InvalidOperationException("nobody can go on: a wake-up is lost");

            bool couldGoOn = current is not null && ready.Remove(current);
            if (couldGoOn)
                ready.Insert(0, current!);

            int count = couldGoOn && switches >= mostSwitches ? 1 : ready.Count;
            int chosen = Decide(decision++, count);
            if (couldGoOn && chosen > 0)
                switches++;

            current = ready[chosen];
            trace.Append(current.Index);
            current.TakeTurn();
            if (current.Failure is not null)
                throw new InvalidOperationException(current.Failure.Message, current.Failure);
        }
    }

    private int Decide(int decision, int count)
    {
        if (decision == _path.Count)
            _path.Add((0, count));

        return _path[decision].Chosen;
    }

    /// <summary>To the next order, the last decision first; false if all have been tried.</summary>
    private bool Advance()
    {
        while (_path.Count > 0)
        {
            (int chosen, int count) = _path[^1];
            _path.RemoveAt(_path.Count - 1);
            if (chosen + 1 < count)
            {
                _path.Add((chosen + 1, count));
                return true;
            }
        }

        return false;
    }

    /// <summary>One thread of a scenario; the same one in every run.</summary>
    internal sealed class Worker
    {
        [ThreadStatic]
        private static Worker? s_current;

        private readonly SemaphoreSlim _go = new(0);
        private readonly SemaphoreSlim _back = new(0);
        private Action<Worker> _body = static _ => { };
        private Func<bool>? _condition;
        private bool _isDismissed;

        public Worker(int index)
        {
            Index = index;
            new Thread(Work) { IsBackground = true }.Start();
        }

        public int Index { get; }

        public bool IsOver { get; private set; } = true;

        public Exception? Failure { get; private set; }

        public bool IsReady => !IsOver && (_condition is null || _condition());

        /// <summary>Lets the others come in between, if this is a worker's thread.</summary>
        public static void Step() => s_current?.Yield();

        public void Begin(Action<Worker> body)
        {
            _body = body;
            IsOver = false;
        }

        /// <summary>Goes on only when the condition is true.</summary>
        public void WaitUntil(Func<bool> condition)
        {
            _condition = condition;
            Yield();
            _condition = null;
        }

        public void TakeTurn()
        {
            _go.Release();
            _back.Wait();
        }

        /// <summary>Ends the thread, if it is not in the middle of a run that has failed.</summary>
        public void Dismiss()
        {
            _isDismissed = true;
            _go.Release();
        }

        private void Yield()
        {
            _back.Release();
            _go.Wait();
        }

        private void Work()
        {
            s_current = this;
            while (true)
            {
                _go.Wait();
                if (_isDismissed)
                    return;

                try
                {
                    _body(this);
                }
                catch (Exception failure)
                {
                    Failure = failure;
                }

                IsOver = true;
                _back.Release();
            }
        }
    }
}
