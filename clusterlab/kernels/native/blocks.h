/* The records of blocks; see kernels.c. */

#define PACKS_PER_LANES (LANES / WIDTH)

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
    for (int64_t half = LANES / 2; half; half /= 2)
        for (int64_t lane = 0; lane < half; lane++) {
            least[lane] = least[lane + half] < least[lane] ? least[lane + half] : least[lane];
            greatest[lane] =
                greatest[lane + half] > greatest[lane] ? greatest[lane + half] : greatest[lane];
        }
    *low = least[0], *high = greatest[0];
}

/* The sum of the lanes of some packs, by halves, with up to seven values more, one in each lane. */
TARGET INLINE double NAME(sum_of_lanes)(PACK *packs, int64_t m, const double *values) {
    double lanes[LANES];
    if (m) {
        for (int64_t p = 0; p < PACKS_PER_LANES; p++)
            STORE(lanes + p * WIDTH, packs[p]);
        for (int64_t i = 0; i < m; i++)
            lanes[i] += values[i];
        return NAME(sum_by_halves)(lanes);
    }
    for (int64_t half = PACKS_PER_LANES / 2; half; half /= 2)
        for (int64_t p = 0; p < half; p++)
            packs[p] += packs[p + half];
    STORE(lanes, packs[0]);
    for (int64_t half = WIDTH / 2; half; half /= 2)
        for (int64_t lane = 0; lane < half; lane++)
            lanes[lane] += lanes[lane + half];
    return lanes[0];
}

/* The sums of m values, of their offsets from a center, and of the squares of these, as by block_sum. */
TARGET static void NAME(sums_about)(int64_t m, const double *RESTRICT values, double center,
    double *RESTRICT sum, double *RESTRICT offset_sum, double *RESTRICT square_sum) {
    PACK sums[PACKS_PER_LANES], offsets[PACKS_PER_LANES], squares[PACKS_PER_LANES];
    double rest[LANES], rest_squares[LANES];
    const int64_t whole = m - m % LANES;
    for (int64_t p = 0; p < PACKS_PER_LANES; p++)
        sums[p] = offsets[p] = squares[p] = BROADCAST(0.0);
    for (int64_t i = 0; i < whole; i += LANES)
        for (int64_t p = 0; p < PACKS_PER_LANES; p++) {
            const PACK value = LOAD(values + i + p * WIDTH), offset = value - center;
            sums[p] += value;
            offsets[p] += offset;
            squares[p] += offset * offset;
        }
    for (int64_t i = whole; i < m; i++) {
        rest[i - whole] = values[i] - center;
        rest_squares[i - whole] = rest[i - whole] * rest[i - whole];
    }
    *sum = NAME(sum_of_lanes)(sums, m - whole, values + whole);
    *offset_sum = NAME(sum_of_lanes)(offsets, m - whole, rest);
    *square_sum = NAME(sum_of_lanes)(squares, m - whole, rest_squares);
}

TARGET EXPORT void NAME(kern_block_records)(
    const double *x, int64_t stride, int64_t n, int64_t d, double *records) {
    for (int64_t at = 0; at < n; at += BLOCK) {
        const int64_t m = n - at < BLOCK ? n - at : BLOCK;
        double *record = records + at / BLOCK * RECORD(d), square_sum;
        record[4 * d] = 0;
        for (int64_t c = 0; c < d; c++) {
            const double *values = x + c * stride + at;
            NAME(range)(m, values, record + c, record + d + c);
            NAME(sums_about)(m, values, 0.5 * (record[c] + record[d + c]), record + 2 * d + c,
                record + 3 * d + c, &square_sum);
            record[4 * d] += square_sum;
        }
    }
}

#undef PACKS_PER_LANES
