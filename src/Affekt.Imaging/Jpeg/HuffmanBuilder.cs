namespace Affekt.Imaging.Jpeg;

/// <summary>Makes the shortest Huffman table for counted symbols, with codes of 16 bits at most (T.81 K.2).</summary>
internal static class HuffmanBuilder
{
    private const int MostLength = 16;

    /// <param name="frequencies">[256] how often each symbol occurs.</param>
    public static HuffmanSpec Build(long[] frequencies)
    {
        // One extra symbol takes the code of all ones, which may not be used.
        const int Reserved = 256;
        var queue = new PriorityQueue<int[], (long Frequency, int Order)>();
        int[] lengths = new int[257];
        int order = 0;
        for (int symbol = 0; symbol <= Reserved; symbol++)
        {
            long frequency = symbol == Reserved ? 0 : frequencies[symbol];
            if (frequency > 0 || symbol == Reserved)
                queue.Enqueue([symbol], (frequency, order--));
        }
        while (queue.Count > 1)
        {
            queue.TryDequeue(out int[]? first, out (long Frequency, int) a);
            queue.TryDequeue(out int[]? second, out (long Frequency, int) b);
            int[] merged = [.. first!, .. second!];
            foreach (int symbol in merged)
                lengths[symbol]++;
            queue.Enqueue(merged, (a.Frequency + b.Frequency, order--));
        }

        int[] counts = LimitLengths(lengths);
        // The reserved symbol is the rarest, so it has one of the longest codes; that code stays unused.
        int longest = Array.FindLastIndex(counts, c => c > 0);
        counts[longest]--;
        byte[] symbols = Enumerable.Range(0, 256)
            .Where(s => frequencies[s] > 0)
            .OrderBy(s => lengths[s]).ThenBy(s => s)
            .Select(s => (byte)s).ToArray();
        return new HuffmanSpec(counts.Skip(1).Take(MostLength).Select(c => (byte)c).ToArray(), symbols);
    }

    /// <summary>Codes of each length; too long ones are exchanged for a split of a shorter one (T.81 figure K.3).</summary>
    private static int[] LimitLengths(int[] lengths)
    {
        int[] counts = new int[Math.Max(lengths.Max(), MostLength) + 1];
        foreach (int length in lengths.Where(l => l > 0))
            counts[length]++;
        for (int length = counts.Length - 1; length > MostLength; length--)
        {
            while (counts[length] > 0)
            {
                int shorter = length - 2;
                while (counts[shorter] == 0)
                    shorter--;
                counts[length] -= 2;
                counts[length - 1]++;
                counts[shorter + 1] += 2;
                counts[shorter]--;
            }
        }
        return counts;
    }
}
