/* The draws of k-means++ one after another, on one thread; see nearest.h for the parts. */

/* Which of m candidate rows leaves the least sum of squared distances; see kern_draw_centers. */
TARGET static int64_t NAME(best_candidate)(const double *x, int64_t stride, int64_t n, int64_t d,
    const double *boxes, const int64_t *rows, int64_t m, const double *distances, const double *sums,
    const double *greatest, double *scratch) {
    const int64_t chunks = (n + CHUNK - 1) / CHUNK;
    double *centers = scratch, *by_column = centers + m * d, *totals = by_column + m * d, *parts = totals + m;
    for (int64_t j = 0; j < m; j++)
        for (int64_t c = 0; c < d; c++)
            centers[j * d + c] = by_column[c * m + j] = x[c * stride + rows[j]];
    memset(parts, 0, (size_t)(chunks * m) * sizeof *parts);
    NAME(kern_candidate_totals)(
        x, stride, n, d, boxes, centers, by_column, m, distances, sums, greatest, parts);
    kern_sum_parts(parts, chunks, m, totals);
    return NAME(place_of_least)(m, totals);
}

/* Draws up to `most` centers (most, d) of k-means++, each the best of m rows at shares (most, m) of D^2, and
 * adds each to D^2 before the next one is drawn. Writes the candidate rows (most, m) and the drawn ones
 * (most,), and returns how many there are: none is drawn where D^2 is 0 everywhere. `scratch` has room for a
 * number per block, two rows and a number for each candidate, and as many again per chunk. */
TARGET EXPORT int64_t NAME(kern_draw_centers)(const double *x, int64_t stride, int64_t n, int64_t d,
    const double *boxes, double *distances, double *sums, double *greatest, const double *shares, int64_t most,
    int64_t m, double *centers, int64_t *rows, int64_t *drawn, double *scratch) {
    const int64_t blocks = (n + BLOCK - 1) / BLOCK;
    for (int64_t i = 0; i < most; i++, rows += m, shares += m) {
        int64_t filled = 0;
        if (i)
            NAME(kern_add_center)(x, stride, n, d, boxes, centers + (i - 1) * d, distances, sums, greatest);
        for (int64_t block = 0; block < blocks; block++)
            filled += sums[block] != 0;
        if (!filled)
            return i;
        kern_rows_at_shares(distances, n, sums, scratch, shares, m, rows);
        drawn[i] = rows[m == 1 ? 0
                               : NAME(best_candidate)(x, stride, n, d, boxes, rows, m, distances, sums,
                                     greatest, scratch + blocks)];
        for (int64_t c = 0; c < d; c++)
            centers[i * d + c] = x[c * stride + drawn[i]];
    }
    return most;
}
