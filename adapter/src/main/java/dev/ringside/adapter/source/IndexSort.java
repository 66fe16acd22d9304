package dev.ringside.adapter.source;

import java.util.function.IntBinaryOperator;

/// Sorts indices into parallel arrays without a box per element; equal ones keep their order.
final class IndexSort {
    private IndexSort() {}

    /// @param order negative, zero or positive, as a comparator
    /// @return the indices 0 to `count - 1` in order
    static int[] sorted(int count, IntBinaryOperator order) {
        int[] from = new int[count];
        for (int i = 0; i < count; i++) {
            from[i] = i;
        }
        int[] to = new int[count];
        // Merge sort from below. Counts are far from the int range: see Limits.ROWS.
        for (int width = 1; width < count; width *= 2) {
            for (int start = 0; start < count; start += 2 * width) {
                merge(from, to, start, width, order);
            }
            int[] swap = from;
            from = to;
            to = swap;
        }
        return from;
    }

    private static void merge(int[] from, int[] to, int start, int width, IntBinaryOperator order) {
        int middle = Math.min(start + width, from.length);
        int end = Math.min(middle + width, from.length);
        int left = start;
        int right = middle;
        for (int i = start; i < end; i++) {
            boolean takeLeft =
                    left < middle
                            && (right >= end || order.applyAsInt(from[left], from[right]) <= 0);
            to[i] = takeLeft ? from[left++] : from[right++];
        }
    }
}
