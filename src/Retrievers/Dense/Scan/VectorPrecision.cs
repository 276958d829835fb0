using System.Diagnostics.CodeAnalysis;

namespace LongRag.Retrievers.Dense.Scan;

/// <summary>How a value of a stored vector is written. The numbers stand in files: never change them.</summary>
[SuppressMessage("Naming", "CA1720:Identifier contains type name", Justification = "These are the usual names of the precisions, and what settings call them.")]
public enum VectorPrecision
{
    /// <summary>One signed byte, with one scale for each vector: a quarter of the memory, scores within about 0.003 of the exact ones for vectors of unit length.</summary>
    Int8 = 1,

    /// <summary>Two bytes, IEEE 754 half precision.</summary>
    Float16 = 2,

    /// <summary>Four bytes, IEEE 754 single precision: as the encoder gave them.</summary>
    Float32 = 4,
}
