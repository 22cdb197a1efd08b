/* Sums of distances over groups of points: the native implementation of distances.py. Rows are in lanes, so
 * each sum is taken in the order of the points. */

#define ROWS_AT_ONCE 32 /* hides the latency of square roots */
#define PACKS_AT_ONCE (ROWS_AT_ONCE / WIDTH)
#define READ_PACK(from) (*(const NAME(pack) *)(from))

/* Adds the distances from each of some rows (lanes, column-major) to one point. */
INLINE TARGET void NAME(add_distances)(
    int64_t d, const double *RESTRICT rows, const double *RESTRICT point, double *RESTRICT sums) {
    NAME(pack) packs[PACKS_AT_ONCE];
    double totals[ROWS_AT_ONCE];
    for (int j = 0; j < PACKS_AT_ONCE; j++) {
        const NAME(pack) difference = READ_PACK(rows + j * WIDTH) - point[0];
        packs[j] = difference * difference;
    }
    for (int64_t c = 1; c < d; c++)
        for (int j = 0; j < PACKS_AT_ONCE; j++) {
            const NAME(pack) difference = READ_PACK(rows + c * ROWS_AT_ONCE + j * WIDTH) - point[c];
            packs[j] += difference * difference;
        }
    memcpy(totals, packs, sizeof totals);
    for (int64_t i = 0; i < ROWS_AT_ONCE; i++)
        sums[i] += sqrt(totals[i]);
}

INLINE TARGET void NAME(add_group)(
    int64_t d, const double *rows, const double *points, int64_t m, double *sums) {
    for (int64_t j = 0; j < m; j++)
        NAME(add_distances)(d, rows, points + j * d, sums);
}

/* The sums (stop - start, groups) of the distances from some rows of `points` (n, d), row-major, to the
 * points of each group; group g is starts[g] .. starts[g + 1]. `spare` is scratch memory for d ROWS_AT_ONCE
 * numbers. */
TARGET EXPORT void NAME(kern_distance_sums)(const double *points, int64_t d, int64_t start, int64_t stop,
    const int64_t *starts, int64_t groups, double *sums, double *spare) {
    for (int64_t at = start; at < stop; at += ROWS_AT_ONCE) {
        const int64_t m = stop - at < ROWS_AT_ONCE ? stop - at : ROWS_AT_ONCE;
        for (int64_t i = 0; i < ROWS_AT_ONCE; i++)
            for (int64_t c = 0; c < d; c++)
                spare[c * ROWS_AT_ONCE + i] = points[(at + (i < m ? i : 0)) * d + c];
        for (int64_t g = 0; g < groups; g++) {
            double own[ROWS_AT_ONCE] = {0};
            const int64_t size = starts[g + 1] - starts[g];
            if (d == 2)
                NAME(add_group)(2, spare, points + starts[g] * d, size, own);
            else
                NAME(add_group)(d, spare, points + starts[g] * d, size, own);
            for (int64_t i = 0; i < m; i++)
                sums[(at - start + i) * groups + g] = own[i];
        }
    }
}

#undef ROWS_AT_ONCE
#undef PACKS_AT_ONCE
#undef READ_PACK
