using System.Text;

namespace LongRag.Ingest;

/// <summary>
/// Code page 932 holds the IBM extension characters twice: at FA40-FC4B and, as "NEC selected" ones, at ED40-EEFC. The framework's table decodes only the first; Windows programs write the
/// second. The 360 ideographs stand in the same order in both. Everything else goes on to <paramref name="next"/>.
/// </summary>
internal sealed class NecExtensionFallback(DecoderFallback next) : DecoderFallback
{
    public override int MaxCharCount => Math.Max(1, next.MaxCharCount);

    public override DecoderFallbackBuffer CreateFallbackBuffer() => new Buffer(next.CreateFallbackBuffer());

    private sealed class Buffer(DecoderFallbackBuffer next) : DecoderFallbackBuffer
    {
        private const int PerRow = 188;
        private const int Ideographs = 360;
        private const int FirstIbm = 0x5C - 0x40;
        private static readonly Encoding Ibm = Encoding.GetEncoding(932);

        private string? _own;
        private int _at;

        public override int Remaining => _own is null ? next.Remaining : _own.Length - _at;

        public override bool Fallback(byte[] bytesUnknown, int index)
        {
            _own = bytesUnknown is [0xED or 0xEE, >= 0x40 and <= 0xFC and not 0x7F] ? Decoded(bytesUnknown) : null;
            _at = 0;
            return _own is not null || next.Fallback(bytesUnknown, index);
        }

        public override char GetNextChar() => _own is null ? next.GetNextChar() : _at < _own.Length ? _own[_at++] : '\0';

        public override bool MovePrevious()
        {
            if (_own is null) return next.MovePrevious();
            if (_at == 0) return false;
            _at--;
            return true;
        }

        public override void Reset()
        {
            _own = null;
            next.Reset();
        }

        private static string? Decoded(byte[] pair)
        {
            var place = (pair[0] - 0xED) * PerRow + pair[1] - (pair[1] > 0x7F ? 0x41 : 0x40);
            if (place >= Ideographs) return null;
            var ibm = FirstIbm + place;
            var trail = ibm % PerRow + 0x40;
            return Ibm.GetString([(byte)(0xFA + ibm / PerRow), (byte)(trail >= 0x7F ? trail + 1 : trail)]);
        }
    }
}
