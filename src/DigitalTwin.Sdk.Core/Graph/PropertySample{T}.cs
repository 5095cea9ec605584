namespace DigitalTwin.Sdk;

/// <summary>A sample and the property it belongs to; what <see cref="TwinGraph.Report{T}(ReadOnlySpan{PropertySample{T}}, ChangeOrigin)"/> takes many of.</summary>
/// <typeparam name="T">Type of the values; numbers are in the property's unit.</typeparam>
/// <param name="Property">The property.</param>
/// <param name="Sample">Value, times and quality.</param>
public readonly record struct PropertySample<T>(Property<T> Property, Sample<T> Sample);
