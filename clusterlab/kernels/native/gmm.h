/* The E-step of Gaussian mixtures, the native implementation of e_step.py: WIDTH rows are processed as one
 * pack, and TILE_ROWS or fewer rows as a tile.
 *
 * Components that are too far from all rows of a tile are found before all of their squared distances are
 * computed. Squares only grow by adding further ones, and rounding is monotone: where the squares so far make
 * a density lower than that of another component by -`lowest`, the responsibility is exactly 0, and so is all
 * that it adds. */

/* Scratch memory of a tile: densities (k, TILE_ROWS), numbers per row, differences (d, TILE_ROWS), padded
 * columns, and sums per lane; `present` are the components that may have responsibilities, in ascending
 * order. */
typedef struct {
    double *densities, *top, *labels, *sums, *inverse, *known, *difference, *padded, *lanes;
    int64_t *present, n_present;
    double lowest;
} NAME(workspace);

/* The m rows of a tile, and as many as two packs need with the last row repeated. */
typedef struct {
    const double *x;
    int64_t stride, d, m, full;
} NAME(tile);

/* exp of numbers of at most 0; 0 up to `lowest`, which is no less than MIN_ARGUMENT. Same operations as
 * exp.py. */
TARGET INLINE PACK NAME(exponential)(PACK x, double lowest) {
    const NAME(bits) is_normal = x > BROADCAST(lowest);
    PACK shifted, multiple, remainder, power;
    x = SELECT(is_normal, x, BROADCAST(lowest));
    shifted = x * INVERSE_LOG2 + ROUNDING_SHIFT;
    multiple = shifted - ROUNDING_SHIFT;
    remainder = x - multiple * LOG2_HIGH;
    remainder = remainder - multiple * LOG2_LOW;
    power = remainder * E11 + E10;
    power = power * remainder + E9;
    power = power * remainder + E8;
    power = power * remainder + E7;
    power = power * remainder + E6;
    power = power * remainder + E5;
    power = power * remainder + E4;
    power = power * remainder + E3;
    power = power * remainder + E2;
    power = power * (remainder * remainder) + remainder;
    power = power + 1.0;
    return MASKED(is_normal, TIMES_POWER_OF_2(power, shifted));
}

/* The log density at given squared Mahalanobis distances from a component. */
TARGET INLINE PACK NAME(density)(PACK squares, double log_peak) {
    squares = SELECT(squares < BROADCAST(MAX_SQUARED_DISTANCE), squares,
        BROADCAST(MAX_SQUARED_DISTANCE)); /* also for NaN */
    return squares * -0.5 + log_peak;
}

/* Whether any row of a pack is selected. */
TARGET INLINE int NAME(any_row)(NAME(bits) mask) {
    int64_t flags[WIDTH], any = 0;
    memcpy(flags, &mask, sizeof flags);
    for (int64_t i = 0; i < WIDTH; i++)
        any |= flags[i];
    return any != 0;
}

/* The rows of a pack that may have a responsibility for a component, given the squares so far and known
 * densities of another one. */
TARGET INLINE NAME(bits) NAME(may_share)(
    PACK squares, double log_peak, const double *known, double lowest) {
    return NAME(density)(squares, log_peak) - LOAD(known) > BROADCAST(lowest);
}

/* Some columns of a tile, copied to `padded` where rows must be repeated: in the last columns, behind which
 * there is nothing to read. Elsewhere other rows or columns follow, which count for nothing. */
TARGET static const double *NAME(tile_columns)(
    const NAME(tile) *tile, int64_t from, int64_t count, double *padded, int64_t *stride) {
    const double *x = tile->x + from * tile->stride;
    *stride = tile->stride;
    if ((tile->d - from - count) * tile->stride >= tile->full - tile->m)
        return x;
    *stride = tile->full;
    for (int64_t c = 0; c < count; c++) {
        double *column = padded + c * tile->full;
        memcpy(column, x + c * tile->stride, (size_t)tile->m * sizeof *column);
        for (int64_t i = tile->m; i < tile->full; i++)
            column[i] = column[tile->m - 1];
    }
    return padded;
}

/* Adds the squared products of `count` rows of a triangular whitener, from row r on, with the differences of
 * two packs. Each product is summed from the left; those of several rows at once, as additions must not wait
 * for each other. */
TARGET INLINE void NAME(add_squares)(const int64_t count, int64_t r, int64_t d, const double *whitener,
    const PACK *difference, PACK squares[2]) {
    const double *rows = whitener + r * d;
    PACK first[4], second[4];
    UNROLLED
    for (int64_t row = 0; row < count; row++) {
        first[row] = difference[2 * (r + row)] * rows[row * d + r + row];
        second[row] = difference[2 * (r + row) + 1] * rows[row * d + r + row];
        for (int64_t c = r + row + 1; c < r + count; c++) {
            first[row] += difference[2 * c] * rows[row * d + c];
            second[row] += difference[2 * c + 1] * rows[row * d + c];
        }
    }
    for (int64_t c = r + count; c < d; c++)
        for (int64_t row = 0; row < count; row++) {
            first[row] += difference[2 * c] * rows[row * d + c];
            second[row] += difference[2 * c + 1] * rows[row * d + c];
        }
    for (int64_t row = count - 1; row >= 0; row--) {
        squares[0] += first[row] * first[row];
        squares[1] += second[row] * second[row];
    }
}

/* Log densities of one component at two packs of rows. Rows of the triangular whitener are processed from
 * the last to the first. Returns whether any row may have a responsibility, as far as densities of another
 * component are `known`. */
TARGET INLINE int NAME(two_pack_densities)(const double *x, int64_t stride, int64_t d, const double *mean,
    const double *whitener, double log_peak, PACK *difference, const double *known, double lowest,
    double *densities) {
    PACK squares[2] = {BROADCAST(0.0), BROADCAST(0.0)};
    int64_t r = d;
    for (int64_t c = 0; c < d; c++) {
        difference[2 * c] = LOAD(x + c * stride) - mean[c];
        difference[2 * c + 1] = LOAD(x + c * stride + WIDTH) - mean[c];
    }
    if (d % 2)
        NAME(add_squares)(1, r -= 1, d, whitener, difference, squares);
    if (d % 4 >= 2)
        NAME(add_squares)(2, r -= 2, d, whitener, difference, squares);
    while (r) {
        NAME(add_squares)(4, r -= 4, d, whitener, difference, squares);
        if (known && r % 8 == 0 &&
            !NAME(any_row)(NAME(may_share)(squares[0], log_peak, known, lowest) |
                NAME(may_share)(squares[1], log_peak, known + WIDTH, lowest))) {
            STORE(densities, BROADCAST(-INFINITY));
            STORE(densities + WIDTH, BROADCAST(-INFINITY));
            return 0;
        }
    }
    STORE(densities, NAME(density)(squares[0], log_peak));
    STORE(densities + WIDTH, NAME(density)(squares[1], log_peak));
    return 1;
}

#define EACH_TWO_PACKS(columns)                                                                              \
    for (int64_t i = 0; i < m; i += 2 * WIDTH) {                                                             \
        PACK difference[2 * (columns)];                                                                      \
        NAME(two_pack_densities)(                                                                            \
            x + i, stride, columns, mean, whitener, log_peak, difference, 0, 0, densities + i);              \
    }

/* Log densities of one component at m rows; returns whether any may have a responsibility. */
TARGET static int NAME(component_densities)(int64_t m, const double *x, int64_t stride, int64_t d,
    const double *mean, const double *whitener, double log_peak, double *difference, const double *known,
    double lowest, double *densities) {
    int any = d <= 3;
    if (d == 1)
        EACH_TWO_PACKS(1)
    else if (d == 2)
        EACH_TWO_PACKS(2)
    else if (d == 3)
        EACH_TWO_PACKS(3)
    else
        for (int64_t i = 0; i < m; i += 2 * WIDTH)
            any |= NAME(two_pack_densities)(x + i, stride, d, mean, whitener, log_peak, (PACK *)difference,
                known ? known + i : 0, lowest, densities + i);
    return any;
}

/* Log densities of components with full covariances; that of the `guess`, likely the most probable one, is
 * computed first. */
TARGET static void NAME(full_densities)(const NAME(tile) *tile, const double *means, const double *whiteners,
    const double *log_peaks, int64_t k, int64_t guess, NAME(workspace) *workspace) {
    const int64_t d = tile->d, m = tile->full;
    double *densities = workspace->densities;
    const double *known = d < MIN_FILTERED ? 0 : densities + guess * TILE_ROWS;
    int64_t stride;
    const double *x = NAME(tile_columns)(tile, 0, d, workspace->padded, &stride);
    if (known)
        NAME(component_densities)(m, x, stride, d, means + guess * d, whiteners + guess * d * d,
            log_peaks[guess], workspace->difference, 0, 0, densities + guess * TILE_ROWS);
    workspace->n_present = 0;
    for (int64_t c = 0; c < k; c++)
        if ((known && c == guess) ||
            NAME(component_densities)(m, x, stride, d, means + c * d, whiteners + c * d * d, log_peaks[c],
                workspace->difference, known, workspace->lowest, densities + c * TILE_ROWS))
            workspace->present[workspace->n_present++] = c;
}

/* Adds the squared whitened differences from a component with a diagonal covariance in some columns. */
TARGET static void NAME(add_whitened)(int64_t m, const double *x, int64_t stride, int64_t columns,
    const double *mean, const double *whitener, double *squares) {
    for (int64_t i = 0; i < m; i += 2 * LANES) {
        PACK sums[2 * LANES / WIDTH];
        for (int64_t p = 0; p < 2 * LANES / WIDTH; p++)
            sums[p] = LOAD(squares + i + p * WIDTH);
        for (int64_t c = 0; c < columns; c++)
            for (int64_t p = 0; p < 2 * LANES / WIDTH; p++) {
                const PACK own = (LOAD(x + c * stride + i + p * WIDTH) - mean[c]) * whitener[c];
                sums[p] += own * own;
            }
        for (int64_t p = 0; p < 2 * LANES / WIDTH; p++)
            STORE(squares + i + p * WIDTH, sums[p]);
    }
}

/* Begins to read a panel of columns, which is used next, from memory: where rows are so few that panels are
 * soon computed. */
TARGET static void NAME(prefetch_panel)(const NAME(tile) *tile, int64_t from) {
    for (int64_t c = from; c < from + PANEL_COLUMNS && c < tile->d && tile->stride <= TILE_ROWS; c++)
        for (int64_t i = 0; i < tile->m; i += LANES)
            PREFETCH(tile->x + c * tile->stride + i);
}

/* Makes squared distances log densities. */
TARGET static void NAME(finish_densities)(int64_t m, double log_peak, double *squares) {
    for (int64_t i = 0; i < m; i += WIDTH)
        STORE(squares + i, NAME(density)(LOAD(squares + i), log_peak));
}

/* Whether any of m rows may have a responsibility. */
TARGET static int NAME(any_may_share)(
    int64_t m, const double *squares, double log_peak, const double *known, double lowest) {
    NAME(bits) any = {0};
    for (int64_t i = 0; i < m; i += WIDTH)
        any |= NAME(may_share)(LOAD(squares + i), log_peak, known + i, lowest);
    return NAME(any_row)(any);
}

/* Adds the squares of a panel of columns for the components present but the `guess`, and drops those that
 * are too far away, unless nothing is known. */
TARGET static void NAME(add_panel)(const NAME(tile) *tile, int64_t from, const double *means,
    const double *whiteners, const double *log_peaks, int64_t guess, NAME(workspace) *workspace) {
    const int64_t d = tile->d, count = d - from < PANEL_COLUMNS ? d - from : PANEL_COLUMNS;
    int64_t stride, kept = 0;
    const double *x = NAME(tile_columns)(tile, from, count, workspace->padded, &stride);
    NAME(prefetch_panel)(tile, from + count);
    for (int64_t p = 0; p < workspace->n_present; p++) {
        const int64_t c = workspace->present[p];
        double *squares = workspace->densities + c * TILE_ROWS;
        if (c != guess)
            NAME(add_whitened)(
                tile->full, x, stride, count, means + c * d + from, whiteners + c * d + from, squares);
        if (c == guess || guess < 0 ||
            NAME(any_may_share)(tile->full, squares, log_peaks[c], workspace->known, workspace->lowest))
            workspace->present[kept++] = c;
    }
    workspace->n_present = kept;
}

/* Log densities of components with diagonal covariances, by panels of columns; unless it is negative, that of
 * the `guess`, likely the most probable one, is computed first. */
TARGET static void NAME(diagonal_densities)(const NAME(tile) *tile, const double *means,
    const double *whiteners, const double *log_peaks, int64_t k, int64_t guess, NAME(workspace) *workspace) {
    const int64_t d = tile->d, m = tile->full;
    for (int64_t c = 0; c < k; c++) {
        workspace->present[c] = c;
        memset(workspace->densities + c * TILE_ROWS, 0, (size_t)m * sizeof *workspace->densities);
    }
    if (guess >= 0) {
        workspace->present[0] = guess, workspace->n_present = 1;
        for (int64_t from = 0; from < d; from += PANEL_COLUMNS)
            NAME(add_panel)(tile, from, means, whiteners, log_peaks, -1, workspace);
        memcpy(workspace->known, workspace->densities + guess * TILE_ROWS, (size_t)m * sizeof(double));
        NAME(finish_densities)(m, log_peaks[guess], workspace->known);
        workspace->present[0] = 0;
    }
    workspace->n_present = k;
    for (int64_t from = 0; from < d; from += PANEL_COLUMNS)
        NAME(add_panel)(tile, from, means, whiteners, log_peaks, guess, workspace);
    for (int64_t p = 0; p < workspace->n_present; p++) {
        const int64_t c = workspace->present[p];
        NAME(finish_densities)(m, log_peaks[c], workspace->densities + c * TILE_ROWS);
    }
}

/* The greatest log density of each row and its component, the first among equals. */
TARGET INLINE void NAME(best_of)(
    int64_t m, const int64_t *present, int64_t n_present, const NAME(workspace) *workspace) {
    for (int64_t i = 0; i < m; i += WIDTH) {
        PACK top = BROADCAST(-INFINITY), label = BROADCAST(present ? (double)present[0] : 0.0);
        for (int64_t p = 0; p < n_present; p++) {
            const int64_t c = present ? present[p] : p;
            const PACK other = LOAD(workspace->densities + c * TILE_ROWS + i);
            const NAME(bits) wins = other > top;
            label = SELECT(wins, BROADCAST((double)c), label);
            top = SELECT(wins, other, top);
        }
        STORE(workspace->top + i, top);
        STORE(workspace->labels + i, label);
    }
}

/* Replaces log densities by densities relative to the greatest of the row, and sums them per row. */
TARGET INLINE void NAME(normalize_of)(
    int64_t m, const int64_t *present, int64_t n_present, const NAME(workspace) *workspace) {
    for (int64_t i = 0; i < m; i += WIDTH) {
        const PACK top = LOAD(workspace->top + i);
        PACK sum = BROADCAST(0.0);
        for (int64_t p = 0; p < n_present; p++) {
            double *density = workspace->densities + (present ? present[p] : p) * TILE_ROWS + i;
            const PACK relative = NAME(exponential)(LOAD(density) - top, workspace->lowest);
            STORE(density, relative);
            sum += relative;
        }
        STORE(workspace->sums + i, sum);
        STORE(workspace->inverse + i, 1.0 / sum);
    }
}

/* The same for the components present, which often are all k. */
TARGET static void NAME(best)(int64_t m, int64_t k, const NAME(workspace) *workspace) {
    if (workspace->n_present == k)
        NAME(best_of)(m, 0, k, workspace);
    else
        NAME(best_of)(m, workspace->present, workspace->n_present, workspace);
}

TARGET static void NAME(normalize)(int64_t m, int64_t k, const NAME(workspace) *workspace) {
    if (workspace->n_present == k)
        NAME(normalize_of)(m, 0, k, workspace);
    else
        NAME(normalize_of)(m, workspace->present, workspace->n_present, workspace);
}

/* Adds the moments of one component in up to three columns to its sums per lane, all in registers. */
TARGET INLINE void NAME(few_moments)(int64_t m, const double *x, int64_t stride, const int64_t d,
    const double *origin, const double *relative, const double *inverse, double *lanes) {
    for (int64_t lane = 0; lane < LANES; lane += WIDTH) {
        PACK sums[10];
        for (int64_t s = 0; s < 1 + d + d * (d + 1) / 2; s++)
            sums[s] = LOAD(lanes + s * LANES + lane);
        for (int64_t i = lane; i < m; i += LANES) {
            const PACK share = LOAD(relative + i) * LOAD(inverse + i);
            PACK difference[3];
            int64_t s = 1 + d;
            sums[0] += share;
            for (int64_t c = 0; c < d; c++)
                difference[c] = LOAD(x + c * stride + i) - origin[c];
            for (int64_t c = 0; c < d; c++) {
                const PACK own = share * difference[c];
                sums[1 + c] += own;
                for (int64_t other = c; other < d; other++)
                    sums[s++] += own * difference[other];
            }
        }
        for (int64_t s = 0; s < 1 + d + d * (d + 1) / 2; s++)
            STORE(lanes + s * LANES + lane, sums[s]);
    }
}

/* Makes relative densities of one component responsibilities, and adds them per lane; returns whether any
 * is positive. */
TARGET static int NAME(weigh)(int64_t m, const double *inverse, double *relative, double *lanes) {
    NAME(bits) nonzero = {0};
    for (int64_t lane = 0; lane < LANES; lane += WIDTH) {
        PACK sum = LOAD(lanes + lane);
        for (int64_t i = lane; i < m; i += LANES) {
            const PACK share = LOAD(relative + i) * LOAD(inverse + i);
            sum += share;
            nonzero |= share > BROADCAST(0.0);
            STORE(relative + i, share);
        }
        STORE(lanes + lane, sum);
    }
    return NAME(any_row)(nonzero);
}

/* Adds the products of one weighted column with `count` columns to their sums per lane, and the weighted
 * column to `first` unless that is null. */
TARGET INLINE void NAME(products_of)(int64_t m, const int64_t count, const double *responsibilities,
    const double *column, const double *difference, double *first, double *lanes) {
    for (int64_t lane = 0; lane < LANES; lane += WIDTH) {
        PACK sums[COLUMNS_AT_ONCE], sum = BROADCAST(0.0);
        if (first)
            sum = LOAD(first + lane);
        for (int64_t c = 0; c < count; c++)
            sums[c] = LOAD(lanes + c * LANES + lane);
        for (int64_t i = lane; i < m; i += LANES) {
            const PACK own = LOAD(responsibilities + i) * LOAD(column + i);
            if (first)
                sum += own;
            for (int64_t c = 0; c < count; c++)
                sums[c] += own * LOAD(difference + c * TILE_ROWS + i);
        }
        for (int64_t c = 0; c < count; c++)
            STORE(lanes + c * LANES + lane, sums[c]);
        if (first)
            STORE(first + lane, sum);
    }
}

#define CASE(count)                                                                                          \
    case count:                                                                                              \
        if (first)                                                                                           \
            NAME(products_of)(m, count, responsibilities, column, difference, first, lanes);                 \
        else                                                                                                 \
            NAME(products_of)(m, count, responsibilities, column, difference, 0, lanes);                     \
        break;

/* The same for a `count` of at most COLUMNS_AT_ONCE that is known at run time only. */
TARGET static void NAME(products)(int64_t m, int64_t count, const double *responsibilities,
    const double *column, const double *difference, double *first, double *lanes) {
    switch (count) {
        CASE(1)
        CASE(2)
        CASE(3)
        CASE(4)
        CASE(5)
        CASE(6)
        CASE(7)
        CASE(8)
    }
}

/* Differences of a column from an origin. */
TARGET static void NAME(subtract)(int64_t m, const double *x, double origin, double *difference) {
    for (int64_t i = 0; i < m; i += WIDTH)
        STORE(difference + i, LOAD(x + i) - origin);
}

/* The moments of a component in many columns, by pairs of groups of COLUMNS_AT_ONCE columns, which stay in
 * the cache. */
TARGET static void NAME(many_moments)(int64_t m, const double *x, int64_t stride, int64_t d,
    const double *origin, const double *responsibilities, double *difference, double *lanes) {
    double *firsts = lanes + LANES, *seconds = firsts + d * LANES;
    for (int64_t c = 0; c < d; c++)
        NAME(subtract)(m, x + c * stride, origin[c], difference + c * TILE_ROWS);
    for (int64_t from = 0; from < d; from += COLUMNS_AT_ONCE)
        for (int64_t others = from; others < d; others += COLUMNS_AT_ONCE)
            for (int64_t c = from; c < from + COLUMNS_AT_ONCE && c < d; c++) {
                const int64_t to = c > others ? c : others,
                              end = others + COLUMNS_AT_ONCE < d ? others + COLUMNS_AT_ONCE : d;
                NAME(products)(m, end - to, responsibilities, difference + c * TILE_ROWS,
                    difference + to * TILE_ROWS, others == from ? firsts + c * LANES : 0,
                    seconds + (c * d - c * (c - 1) / 2 + to - c) * LANES);
            }
}

/* Adds the first and second moments of a component in some columns to their sums per lane. */
TARGET INLINE void NAME(column_moments)(int64_t m, const double *x, int64_t stride, const int64_t columns,
    const double *origin, const double *responsibilities, double *firsts, double *seconds) {
    for (int64_t lane = 0; lane < LANES; lane += WIDTH) {
        PACK first[MOMENT_COLUMNS], second[MOMENT_COLUMNS];
        for (int64_t c = 0; c < columns; c++) {
            first[c] = LOAD(firsts + c * LANES + lane);
            second[c] = LOAD(seconds + c * LANES + lane);
        }
        for (int64_t i = lane; i < m; i += LANES) {
            const PACK share = LOAD(responsibilities + i);
            for (int64_t c = 0; c < columns; c++) {
                const PACK difference = LOAD(x + c * stride + i) - origin[c], own = share * difference;
                first[c] += own;
                second[c] += own * difference;
            }
        }
        for (int64_t c = 0; c < columns; c++) {
            STORE(firsts + c * LANES + lane, first[c]);
            STORE(seconds + c * LANES + lane, second[c]);
        }
    }
}

/* Adds sums per lane, lanes in order, to the totals, and clears the lanes. */
TARGET static void NAME(fold_lanes)(int64_t width, double *lanes, double *totals) {
    for (int64_t s = 0; s < width; s++) {
        double sum = lanes[s * LANES];
        for (int64_t lane = 1; lane < LANES; lane++)
            sum += lanes[s * LANES + lane];
        totals[s] += sum;
    }
    memset(lanes, 0, (size_t)(width * LANES) * sizeof *lanes);
}

/* Adds the moments of a component with a diagonal covariance in a panel of columns to its sums per lane. */
TARGET static void NAME(panel_moments)(int64_t m, const double *x, int64_t stride, int64_t columns, int64_t d,
    const double *origin, const double *responsibilities, double *lanes) {
    for (int64_t c = 0; c < columns; c += MOMENT_COLUMNS) {
        const int64_t count = columns - c < MOMENT_COLUMNS ? columns - c : MOMENT_COLUMNS;
        double *firsts = lanes + c * LANES, *seconds = lanes + (d + c) * LANES;
        const double *from = x + c * stride;
        if (count == MOMENT_COLUMNS)
            NAME(column_moments)(
                m, from, stride, MOMENT_COLUMNS, origin + c, responsibilities, firsts, seconds);
        else
            for (int64_t one = 0; one < count; one++)
                NAME(column_moments)(m, from + one * stride, stride, 1, origin + c + one, responsibilities,
                    firsts + one * LANES, seconds + one * LANES);
    }
}

/* Adds the moments of the components present with diagonal covariances, by panels of columns. */
TARGET static void NAME(diagonal_moments)(
    const NAME(tile) *tile, const double *origins, NAME(workspace) *workspace) {
    const int64_t d = tile->d, n_moments = 1 + 2 * d;
    int64_t stride, kept = 0;
    for (int64_t p = 0; p < workspace->n_present; p++) {
        const int64_t c = workspace->present[p];
        if (NAME(weigh)(tile->full, workspace->inverse, workspace->densities + c * TILE_ROWS,
                workspace->lanes + c * n_moments * LANES))
            workspace->present[kept++] = c;
    }
    workspace->n_present = kept;
    for (int64_t from = 0; from < d; from += PANEL_COLUMNS) {
        const int64_t columns = d - from < PANEL_COLUMNS ? d - from : PANEL_COLUMNS;
        const double *x = NAME(tile_columns)(tile, from, columns, workspace->padded, &stride);
        NAME(prefetch_panel)(tile, from + columns);
        for (int64_t p = 0; p < kept; p++) {
            const int64_t c = workspace->present[p];
            NAME(panel_moments)(tile->full, x, stride, columns, d, origins + c * d + from,
                workspace->densities + c * TILE_ROWS,
                workspace->lanes + (c * n_moments + 1 + from) * LANES);
        }
    }
}

/* Adds the moments of the components present with full covariances, or in one column. */
TARGET static void NAME(full_moments)(
    const NAME(tile) *tile, const double *origins, int64_t n_moments, NAME(workspace) *workspace) {
    const int64_t d = tile->d, m = tile->full;
    int64_t stride;
    const double *x = NAME(tile_columns)(tile, 0, d, workspace->padded, &stride);
    for (int64_t p = 0; p < workspace->n_present; p++) {
        const int64_t c = workspace->present[p];
        const double *origin = origins + c * d;
        double *relative = workspace->densities + c * TILE_ROWS,
               *lanes = workspace->lanes + c * n_moments * LANES;
        if (d == 1)
            NAME(few_moments)(m, x, stride, 1, origin, relative, workspace->inverse, lanes);
        else if (d == 2)
            NAME(few_moments)(m, x, stride, 2, origin, relative, workspace->inverse, lanes);
        else if (d == 3)
            NAME(few_moments)(m, x, stride, 3, origin, relative, workspace->inverse, lanes);
        else if (NAME(weigh)(m, workspace->inverse, relative, lanes))
            NAME(many_moments)(m, x, stride, d, origin, relative, workspace->difference, lanes);
    }
}

/* Adds the counts of the components present to their sums per lane. */
TARGET static void NAME(counts)(int64_t m, NAME(workspace) *workspace) {
    for (int64_t p = 0; p < workspace->n_present; p++) {
        const int64_t c = workspace->present[p];
        NAME(weigh)(m, workspace->inverse, workspace->densities + c * TILE_ROWS, workspace->lanes + c * LANES);
    }
}

/* Makes the padding rows from m to the end of the last block count for nothing. */
TARGET static void NAME(clear_padding)(int64_t m, const NAME(workspace) *workspace) {
    for (int64_t i = m; i % BLOCK; i++) {
        workspace->top[i] = 0.0;
        workspace->sums[i] = 1.0;
        workspace->inverse[i] = 0.0;
    }
}

/* Adds the terms of the likelihood per lane: the greatest log densities and the numbers of undecided and
 * underflowed rows. Multiplies the sums of the eight rows in each lane of a block. */
TARGET static void NAME(likelihood)(
    int64_t m, const NAME(workspace) *workspace, double *lanes, double *products) {
    for (int64_t lane = 0; lane < LANES; lane += WIDTH) {
        PACK tops = LOAD(lanes + lane), undecided = LOAD(lanes + LANES + lane),
             underflowed = LOAD(lanes + 2 * LANES + lane);
        for (int64_t i = lane; i < m; i += BLOCK) {
            PACK product = BROADCAST(1.0);
            for (int64_t row = i; row < i + BLOCK; row += LANES) {
                const PACK top = LOAD(workspace->top + row), sum = LOAD(workspace->sums + row);
                tops += top;
                undecided += MASKED(sum * UNDECIDED_BELOW > BROADCAST(1.0), BROADCAST(1.0));
                underflowed += MASKED(top < BROADCAST(-MAX_SQUARED_DISTANCE / 4), BROADCAST(1.0));
                product *= sum;
            }
            STORE(products + (i - lane) / LANES + lane, product);
        }
        STORE(lanes + lane, tops);
        STORE(lanes + LANES + lane, undecided);
        STORE(lanes + 2 * LANES + lane, underflowed);
    }
}

/* Divides the scratch memory, from the next cache line on, into the arrays of a workspace. */
TARGET static NAME(workspace) NAME(workspace_at)(double *scratch, int64_t k, int64_t d, int64_t is_diagonal) {
    NAME(workspace) workspace = {0};
    scratch += (64 - (uintptr_t)scratch % 64) / sizeof *scratch;
    workspace.densities = scratch;
    workspace.top = workspace.densities + k * TILE_ROWS;
    workspace.labels = workspace.top + TILE_ROWS;
    workspace.sums = workspace.labels + TILE_ROWS;
    workspace.inverse = workspace.sums + TILE_ROWS;
    workspace.known = workspace.inverse + TILE_ROWS;
    workspace.padded = workspace.known + TILE_ROWS;
    workspace.difference = workspace.padded + (is_diagonal ? PANEL_COLUMNS : d) * TILE_ROWS;
    workspace.lanes = workspace.difference + (is_diagonal ? 0 : d) * TILE_ROWS;
    return workspace;
}

/* Writes the responsibilities of m rows, those of absent components as 0. */
TARGET static void NAME(write_responsibilities)(int64_t m, int64_t k, const NAME(workspace) *workspace,
    double *responsibilities, int64_t component_stride) {
    int64_t p = 0;
    for (int64_t c = 0; c < k; c++) {
        const int is_present = p < workspace->n_present && workspace->present[p] == c;
        for (int64_t i = 0; i < m; i++)
            responsibilities[c * component_stride + i] =
                is_present ? workspace->densities[c * TILE_ROWS + i] * workspace->inverse[i] : 0.0;
        p += is_present;
    }
}

/* Labels of the most probable of k components in d columns. If requested, also the responsibilities, with
 * `component_stride` numbers from one component to the next, and the sums of the E-step: `totals` take the
 * greatest log densities, the numbers of undecided and underflowed rows, and for each component its count,
 * first and second moments about its row of `origins`; `products` take the sums of the rows' relative
 * densities, multiplied over the eight rows in each lane of a block. `whiteners` are triangles (k, d, d) or,
 * for diagonal covariances, factors (k, d). A responsibility is 0 where the log density is lower than the
 * greatest by -`lowest`. Without `origins` there are no moments but the counts. `present` (k,) is scratch
 * memory, too. */
TARGET EXPORT void NAME(kern_e_step)(const double *x, int64_t stride, int64_t n, int64_t d,
    const double *means, const double *whiteners, const double *log_peaks, const double *origins, int64_t k,
    int64_t is_diagonal, double lowest, double *scratch, int64_t *present, void *labels, int64_t width,
    double *responsibilities, int64_t component_stride, double *totals, double *products) {
    const int64_t n_moments = !origins ? 1 : 1 + d + (is_diagonal ? d : d * (d + 1) / 2),
                  by_panels = is_diagonal && d > 1, rows = d < MIN_FILTERED ? TILE_ROWS : BLOCK,
                  n_sums = totals ? k * n_moments : 0,
                  is_filtered = d >= MIN_FILTERED && n > rows; /* all rows together are near all components */
    NAME(workspace) workspace = NAME(workspace_at)(scratch, k, d, by_panels);
    double *tops = workspace.lanes + n_sums * LANES;
    int64_t guess = 0;
    workspace.present = present;
    workspace.lowest = lowest;
    memset(workspace.lanes, 0, (size_t)((n_sums + 3) * LANES) * sizeof *workspace.lanes);
    for (int64_t at = 0; at < n; at += rows) {
        const int64_t m = n - at < rows ? n - at : rows;
        const NAME(tile) tile = {x + at, stride, d, m, (m + 2 * LANES - 1) / (2 * LANES) * 2 * LANES};
        if (by_panels)
            NAME(diagonal_densities)(
                &tile, means, whiteners, log_peaks, k, is_filtered ? guess : -1, &workspace);
        else
            NAME(full_densities)(&tile, means, whiteners, log_peaks, k, guess, &workspace);
        NAME(best)(tile.full, k, &workspace);
        guess = (int64_t)workspace.labels[m - 1];
        if (labels)
            NAME(write_labels)(at, m, workspace.labels, labels, width);
        if (!responsibilities && !totals)
            continue;
        NAME(normalize)(tile.full, k, &workspace);
        NAME(clear_padding)(m, &workspace);
        if (responsibilities)
            NAME(write_responsibilities)(m, k, &workspace, responsibilities + at, component_stride);
        if (!totals)
            continue;
        NAME(likelihood)((m + BLOCK - 1) / BLOCK * BLOCK, &workspace, tops, products + at / LANES);
        if (origins && by_panels)
            NAME(diagonal_moments)(&tile, origins, &workspace);
        else if (origins)
            NAME(full_moments)(&tile, origins, n_moments, &workspace);
        else
            NAME(counts)(tile.full, &workspace);
        if ((at + rows) % MOMENT_CHUNK == 0 || at + rows >= n) {
            NAME(fold_lanes)(3, tops, totals);
            NAME(fold_lanes)(n_sums, workspace.lanes, totals + 3);
        }
    }
}

#undef EACH_TWO_PACKS
#undef CASE
