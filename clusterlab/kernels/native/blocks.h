/* Spatial order, and blocks of rows in it with their records; see kernels.c. */

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

/* The record of a block of m rows in the columns from one to another; adds up their squared offsets. */
TARGET static void NAME(record_columns)(
    int64_t m, const double *x, int64_t stride, int64_t d, int64_t from, int64_t to, double *record) {
    double square_sum;
    for (int64_t c = from; c < to; c++) {
        const double *values = x + c * stride;
        NAME(range)(m, values, record + c, record + d + c);
        NAME(sums_about)(m, values, 0.5 * (record[c] + record[d + c]), record + 2 * d + c,
            record + 3 * d + c, &square_sum);
        record[4 * d] += square_sum;
    }
}

TARGET EXPORT void NAME(kern_block_records)(
    const double *x, int64_t stride, int64_t n, int64_t d, double *records) {
    for (int64_t at = 0; at < n; at += BLOCK) {
        double *record = records + at / BLOCK * RECORD(d);
        record[4 * d] = 0;
        NAME(record_columns)(n - at < BLOCK ? n - at : BLOCK, x + at, stride, d, 0, d, record);
    }
}

/* The rows of a row-major table (rows, d) in an order (n,), column by column, and their records: a panel of
 * columns, which stays in the cache, at a time. Rows that follow each other are anywhere in the table, so
 * they are fetched before their turn. There are no records where these are null. */
TARGET EXPORT void NAME(kern_gather_blocks)(const double *table, int64_t rows, int64_t d,
    const int64_t *order, int64_t n, double *x, int64_t stride, double *records) {
    for (int64_t at = 0; at < n; at += BLOCK) {
        const int64_t m = n - at < BLOCK ? n - at : BLOCK;
        double *record = records ? records + at / BLOCK * RECORD(d) : 0;
        if (record)
            record[4 * d] = 0;
        for (int64_t first = 0; first < d; first += DISTANCE_PANEL) {
            const int64_t end = first + DISTANCE_PANEL < d ? first + DISTANCE_PANEL : d;
            for (int64_t i = at; i < at + m; i++) {
                const double *ahead = table + order[i + FETCHED_AHEAD < n ? i + FETCHED_AHEAD : i] * d;
                const double *from = table + (order[i] < 0 ? 0 : order[i] < rows ? order[i] : rows - 1) * d;
                for (int64_t c = first; c < end; c += LANES)
                    PREFETCH(ahead + c);
                for (int64_t c = first; c < end; c++)
                    x[c * stride + i] = from[c];
            }
            if (record)
                NAME(record_columns)(m, x + at, stride, d, first, end, record);
        }
    }
}

/* In which of the cells from `low` m values lie; see _cells of morton.py. */
TARGET static void NAME(cells)(int64_t m, const double *RESTRICT values, double low, double span,
    double count, int32_t *RESTRICT cells) {
    const double last = count - 1;
    for (int64_t i = 0; i < m; i++) {
        const double cell = (values[i] - low) / span * count + CELL_MARGIN;
        cells[i] = (int32_t)(cell < last ? cell > 0 ? cell : 0 : last);
    }
}

/* The Morton codes (n,) of the rows of a table by m of its columns: `grid` (m, 4) has their index, lower
 * bound, span and number of cells, `spread` the bits of the code of each cell of one after another. */
TARGET EXPORT void NAME(kern_morton_codes)(const double *table, int64_t row_stride, int64_t column_stride,
    int64_t n, const double *grid, int64_t m, const uint16_t *spread, uint16_t *codes) {
    double values[TILE_ROWS];
    int32_t cells[TILE_ROWS];
    memset(codes, 0, (size_t)n * sizeof *codes);
    for (int64_t at = 0; at < n; at += TILE_ROWS) {
        const int64_t rows = n - at < TILE_ROWS ? n - at : TILE_ROWS;
        const uint16_t *bits = spread;
        for (const double *own = grid; own < grid + 4 * m; bits += (int64_t)own[3], own += 4) {
            const double *from = table + (int64_t)own[0] * column_stride + at * row_stride;
            for (int64_t i = 0; i < rows; i++)
                values[i] = from[i * row_stride];
            NAME(cells)(rows, values, own[1], own[2], own[3], cells);
            for (int64_t i = 0; i < rows; i++)
                codes[at + i] |= bits[cells[i]];
        }
    }
}

#undef PACKS_PER_LANES
