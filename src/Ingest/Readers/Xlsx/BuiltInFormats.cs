namespace LongRag.Ingest;

/// <summary>Number formats that files name by number only (ECMA-376 part 1, 18.8.30).</summary>
internal static class BuiltInFormats
{
    /// <summary>The code of a format; <c>General</c> for a number that names none.</summary>
    public static string Code(int id) => id switch
    {
        1 => "0",
        2 or 4 => "0.00",
        3 => "0",
        5 or 6 => "\"$\"0_);-\"$\"0",
        7 or 8 => "\"$\"0.00_);-\"$\"0.00",
        9 => "0%",
        10 => "0.00%",
        11 => "0.00E+00",
        12 or 13 => "# ?/?",
        14 => "mm-dd-yy",
        15 => "d-mmm-yy",
        16 => "d-mmm",
        17 => "mmm-yy",
        18 => "h:mm AM/PM",
        19 => "h:mm:ss AM/PM",
        20 => "h:mm",
        21 => "h:mm:ss",
        22 => "m/d/yy h:mm",

        // Dates and times of East Asian versions, whose order differs from language to language: here all become ISO dates.
        >= 27 and <= 31 or 36 or >= 50 and <= 54 or >= 57 and <= 58 => "yyyy-mm-dd",
        32 => "h:mm",
        33 => "h:mm:ss",
        34 or 35 or 55 or 56 => "yyyy-mm-dd",
        37 or 38 => "0_);-0",
        39 or 40 => "0.00_);-0.00",
        41 => "0_);-0;\"-\"_);@",
        42 => "\"$\"0_);-\"$\"0;\"-\"_);@",
        43 => "0.00_);-0.00;\"-\"_);@",
        44 => "\"$\"0.00_);-\"$\"0.00;\"-\"_);@",
        45 => "mm:ss",
        46 => "[h]:mm:ss",
        47 => "mm:ss.0",
        48 => "##0.0E+0",
        _ => NumberFormat.GeneralCode,
    };
}
