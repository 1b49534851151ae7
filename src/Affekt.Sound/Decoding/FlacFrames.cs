namespace Affekt.Sound;

/// <summary>Decodes the frames of FLAC (RFC 9639, section 9).</summary>
internal sealed class FlacFrames
{
    private const int LargestBlock = 65535;
    private const int Sync = 0x7FFC; // 14 ones, then a zero, the highest 15 bits
    private const uint LeftSide = 8;
    private const uint RightSide = 9;
    private const uint MidSide = 10;

    private readonly BitReader _bits;
    private readonly FlacInfo _info;
    private readonly int[] _coefficients = new int[32];
    private long[] _side = []; // a side channel of 32-bit sound has 33 bits

    public FlacFrames(BitReader bits, FlacInfo info)
    {
        (_bits, _info) = (bits, info);
        Samples = new int[info.Channels][];
        Array.Fill(Samples, []);
    }

    /// <summary>[channels][block] The samples of the last frame.</summary>
    public int[][] Samples { get; }

    /// <summary>Decodes the next frame.</summary>
    /// <returns>Its samples a channel; 0 at the end.</returns>
    public int Next()
    {
        if (!_bits.HasMore)
            return 0;
        if (_bits.Read(15) != Sync)
            throw new InvalidDataException("a frame does not begin where it should");
        _bits.Read(1); // fixed or variable size of blocks
        var size = _bits.Read(4);
        var rate = _bits.Read(4);
        var assignment = _bits.Read(4);
        var depth = _bits.Read(3);
        _bits.Read(1);
        ReadNumber();
        var count = size switch
        {
            1 => 192,
            >= 2 and <= 5 => 144 << (int)size,
            6 => (int)_bits.Read(8) + 1,
            7 => (int)_bits.Read(16) + 1,
            >= 8 => 1 << (int)size,
            _ => throw new InvalidDataException("a block has a reserved size"),
        };
        if (count > LargestBlock)
            throw new InvalidDataException("a block is too large");
        _bits.Read(rate switch { 12 => 8, 13 or 14 => 16, 15 => throw new InvalidDataException("a rate is not allowed"), _ => 0 });
        _bits.Read(8); // the checksum of the header
        var bits = depth switch { 0 => _info.Bits, 1 => 8, 2 => 12, 4 => 16, 5 => 20, 6 => 24, 7 => 32, _ => -1 };
        var channels = assignment < LeftSide ? (int)assignment + 1 : assignment <= MidSide ? 2 : -1;
        if (channels != _info.Channels || bits != _info.Bits)
            throw new InvalidDataException("a frame has other channels or bits than the file");
        for (var channel = 0; channel < channels; channel++)
        {
            if (Samples[channel].Length < count)
                Samples[channel] = new int[count];
        }
        ReadChannels(assignment, bits, count);
        _bits.Align();
        _bits.Read(16); // the checksum of the frame
        return count;
    }

    /// <summary>The frame's or sample's number, coded as UTF-8 codes characters; not needed.</summary>
    private void ReadNumber()
    {
        var first = _bits.Read(8);
        for (var mask = 0x80u; (first & mask) != 0 && mask > 1; mask >>= 1)
        {
            if (mask != 0x80)
                _bits.Read(8);
        }
    }

    private void ReadChannels(uint assignment, int bits, int count)
    {
        if (assignment < LeftSide)
        {
            foreach (var channel in Samples)
                ReadSubframe(channel.AsSpan(0, count), bits);
            return;
        }
        var left = Samples[0].AsSpan(0, count);
        var right = Samples[1].AsSpan(0, count);
        if (bits == 32)
        {
            ReadWide(assignment, count);
            return;
        }
        ReadSubframe(left, assignment == RightSide ? bits + 1 : bits);
        ReadSubframe(right, assignment == RightSide ? bits : bits + 1);
        for (var i = 0; i < left.Length; i++)
        {
            if (assignment == LeftSide)
                right[i] = left[i] - right[i];
            else if (assignment == RightSide)
                left[i] += right[i];
            else
            {
                var (side, mid) = (right[i], left[i] << 1 | right[i] & 1);
                left[i] = (mid + side) >> 1;
                right[i] = (mid - side) >> 1;
            }
        }
    }

    private void ReadWide(uint assignment, int count)
    {
        if (_side.Length < count)
            _side = new long[count];
        var (left, right) = (Samples[0], Samples[1]);
        if (assignment == RightSide)
        {
            ReadSubframe(_side.AsSpan(0, count), 33);
            ReadSubframe(right.AsSpan(0, count), 32);
        }
        else
        {
            ReadSubframe(left.AsSpan(0, count), 32);
            ReadSubframe(_side.AsSpan(0, count), 33);
        }
        for (var i = 0; i < count; i++)
        {
            if (assignment == LeftSide)
                right[i] = (int)(left[i] - _side[i]);
            else if (assignment == RightSide)
                left[i] = (int)(_side[i] + right[i]);
            else
            {
                var mid = (long)left[i] << 1 | _side[i] & 1;
                left[i] = (int)((mid + _side[i]) >> 1);
                right[i] = (int)((mid - _side[i]) >> 1);
            }
        }
    }

    private void ReadSubframe<T>(Span<T> samples, int bits) where T : struct, System.Numerics.IBinaryInteger<T>
    {
        _bits.Read(1);
        var kind = (int)_bits.Read(6);
        var wasted = _bits.Read(1) == 1 ? (int)_bits.ReadUnary() + 1 : 0;
        bits -= wasted;
        if (bits < 1)
            throw new InvalidDataException("a channel has no bits");
        if (kind == 0)
            samples.Fill(T.CreateTruncating(_bits.ReadSigned(bits)));
        else if (kind == 1)
            ReadSamples(samples, bits);
        else if (kind is >= 8 and <= 12)
            ReadFixed(samples, kind - 8, bits);
        else if (kind >= 32)
            ReadLinear(samples, kind - 31, bits);
        else
            throw new InvalidDataException("a channel is coded in a reserved way");
        for (var i = 0; wasted > 0 && i < samples.Length; i++)
            samples[i] <<= wasted;
    }

    private void ReadSamples<T>(Span<T> samples, int bits) where T : struct, System.Numerics.IBinaryInteger<T>
    {
        foreach (ref var sample in samples)
            sample = T.CreateTruncating(_bits.ReadSigned(bits));
    }

    private void ReadFixed<T>(Span<T> samples, int order, int bits) where T : struct, System.Numerics.IBinaryInteger<T>
    {
        ReadOnlySpan<int> coefficients = order switch { 0 => [], 1 => [1], 2 => [2, -1], 3 => [3, -3, 1], _ => [4, -6, 4, -1] };
        Predict(samples, order, bits, coefficients, 0);
    }

    private void ReadLinear<T>(Span<T> samples, int order, int bits) where T : struct, System.Numerics.IBinaryInteger<T>
    {
        if (order > samples.Length)
            throw new InvalidDataException("a prediction is longer than its block");
        ReadSamples(samples[..order], bits);
        var precision = (int)_bits.Read(4) + 1;
        var shift = (int)_bits.ReadSigned(5);
        if (precision == 16 || shift < 0)
            throw new InvalidDataException("a prediction has a reserved precision");
        for (var i = 0; i < order; i++)
            _coefficients[i] = (int)_bits.ReadSigned(precision);
        ReadResidual(samples, order);
        Restore(samples, _coefficients.AsSpan(0, order), shift, bits + precision + System.Numerics.BitOperations.Log2((uint)order) + 1);
    }

    private void Predict<T>(Span<T> samples, int order, int bits, ReadOnlySpan<int> coefficients, int shift)
        where T : struct, System.Numerics.IBinaryInteger<T>
    {
        if (order > samples.Length)
            throw new InvalidDataException("a prediction is longer than its block");
        ReadSamples(samples[..order], bits);
        ReadResidual(samples, order);
        Restore(samples, coefficients, shift, bits + 5);
    }

    /// <summary>Adds the prediction to each residual. Where sums fit 32 bits they are made with these, which is faster.</summary>
    private static void Restore<T>(Span<T> samples, ReadOnlySpan<int> coefficients, int shift, int sumBits)
        where T : struct, System.Numerics.IBinaryInteger<T>
    {
        var order = coefficients.Length;
        if (order == 0)
            return;
        if (typeof(T) == typeof(int) && sumBits <= 32)
        {
            var whole = System.Runtime.InteropServices.MemoryMarshal.Cast<T, int>(samples);
            for (var i = order; i < whole.Length; i++)
            {
                var before = whole.Slice(i - order, order);
                var sum = 0;
                for (var j = 0; j < coefficients.Length; j++)
                    sum += coefficients[j] * before[before.Length - 1 - j];
                whole[i] += sum >> shift;
            }
            return;
        }
        for (var i = order; i < samples.Length; i++)
        {
            long sum = 0;
            for (var j = 0; j < order; j++)
                sum += coefficients[j] * long.CreateTruncating(samples[i - 1 - j]);
            samples[i] += T.CreateTruncating(sum >> shift);
        }
    }

    /// <summary>Residuals by Rice's codes, in partitions with a parameter of their own.</summary>
    private void ReadResidual<T>(Span<T> samples, int order) where T : struct, System.Numerics.IBinaryInteger<T>
    {
        var method = _bits.Read(2);
        if (method > 1)
            throw new InvalidDataException("residuals are coded in a reserved way");
        var parameterBits = method == 0 ? 4 : 5;
        var escape = (1u << parameterBits) - 1;
        var partitions = 1 << (int)_bits.Read(4);
        var length = samples.Length / partitions;
        if (length * partitions != samples.Length || length < order)
            throw new InvalidDataException("partitions do not fit their block");
        for (var partition = 0; partition < partitions; partition++)
        {
            var part = samples[(partition == 0 ? order : partition * length)..((partition + 1) * length)];
            var parameter = _bits.Read(parameterBits);
            if (parameter == escape)
            {
                var bits = (int)_bits.Read(5);
                foreach (ref var residual in part)
                    residual = bits == 0 ? T.Zero : T.CreateTruncating(_bits.ReadSigned(bits));
                continue;
            }
            foreach (ref var residual in part)
            {
                var value = (_bits.ReadUnary() << (int)parameter) | _bits.Read((int)parameter);
                residual = T.CreateTruncating((int)(value >> 1) ^ -(int)(value & 1));
            }
        }
    }
}
