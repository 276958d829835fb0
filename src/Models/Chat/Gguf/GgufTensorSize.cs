namespace LongRag.Models.Chat.Gguf;

/// <summary>How many bytes a tensor takes, by its type.</summary>
internal static class GgufTensorSize
{
    // Values and bytes of a block, by the number of the type; where there is none, the number is unused.
    private static readonly (int Values, int Bytes)[] Blocks =
    [
        (1, 4), (1, 2), (32, 18), (32, 20), default, default, (32, 22), (32, 24), (32, 34), (32, 36), // F32 F16 Q4_0 Q4_1 - - Q5_0 Q5_1 Q8_0 Q8_1
        (256, 84), (256, 110), (256, 144), (256, 176), (256, 210), (256, 292), // Q2_K Q3_K Q4_K Q5_K Q6_K Q8_K
        (256, 66), (256, 74), (256, 98), (256, 50), (32, 18), (256, 110), (256, 82), (256, 136), // IQ2_XXS IQ2_XS IQ3_XXS IQ1_S IQ4_NL IQ3_S IQ2_S IQ4_XS
        (1, 1), (1, 2), (1, 4), (1, 8), (1, 8), (256, 56), (1, 2), // I8 I16 I32 I64 F64 IQ1_M BF16
        default, default, default, (256, 54), (256, 66), default, default, default, (32, 17), // - - - TQ1_0 TQ2_0 - - - MXFP4
    ];

    /// <summary>Null for a type that is not known here, whose size llama.cpp has to check.</summary>
    public static UInt128? Of(uint type, UInt128 values)
    {
        if (type >= Blocks.Length || Blocks[type].Values == 0) return null;
        var (perBlock, bytes) = Blocks[type];
        return (values + (UInt128)(perBlock - 1)) / (UInt128)perBlock * (UInt128)bytes;
    }
}
