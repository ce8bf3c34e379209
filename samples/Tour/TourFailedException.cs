using System;

namespace ExtentLock.Samples.Tour;

/// <summary>A step did not do what it should; the message says which, and what it did instead.</summary>
internal sealed class TourFailedException(string message) : Exception(message);
