/* The records of blocks; see kernels.c. */

/* The least and the greatest of m values, by lanes, which compilers vectorize. */
TARGET static void NAME(range)(int64_t m, const double *RESTRICT values, double *low, double *high) {
    double least[LANES], greatest[LANES];
    for (int64_t lane = 0; lane < LANES; lane++)
        least[lane] = greatest[lane] = values[0];
    for (int64_t i = 0; i + LANES <= m; i += LANES)
        for (int64_t lane = 0; lane < LANES; lane++) {
            const double value = values[i + lane];
            least[lane] = value < least[lane] ? value : least[lane];
            greatest[lane] = value > greatest[lane] ? value : greatest[lane];
        }
    for (int64_t i = m - m % LANES; i < m; i++) {
        least[0] = values[i] < least[0] ? values[i] : least[0];
        greatest[0] = values[i] > greatest[0] ? values[i] : greatest[0];
    }
    *low = least[0], *high = greatest[0];
    for (int64_t lane = 1; lane < LANES; lane++) {
        *low = least[lane] < *low ? least[lane] : *low;
        *high = greatest[lane] > *high ? greatest[lane] : *high;
    }
}

/* The offsets of m values from a center, and their squares. */
TARGET static void NAME(offsets_from)(int64_t m, const double *RESTRICT values, double center,
    double *RESTRICT offsets, double *RESTRICT squares) {
    for (int64_t i = 0; i < m; i++) {
        offsets[i] = values[i] - center;
        squares[i] = offsets[i] * offsets[i];
    }
}

TARGET EXPORT void NAME(kern_block_records)(
    const double *x, int64_t stride, int64_t n, int64_t d, double *records) {
    double offsets[BLOCK], squares[BLOCK];
    for (int64_t at = 0; at < n; at += BLOCK) {
        const int64_t m = n - at < BLOCK ? n - at : BLOCK;
        double *record = records + at / BLOCK * RECORD(d);
        record[4 * d] = 0;
        for (int64_t c = 0; c < d; c++) {
            const double *values = x + c * stride + at;
            NAME(range)(m, values, record + c, record + d + c);
            NAME(offsets_from)(m, values, 0.5 * (record[c] + record[d + c]), offsets, squares);
            record[2 * d + c] = NAME(block_sum)(m, values);
            record[3 * d + c] = NAME(block_sum)(m, offsets);
            record[4 * d] += NAME(block_sum)(m, squares);
        }
    }
}
