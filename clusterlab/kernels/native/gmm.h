/* The E-step of Gaussian mixtures, the native implementation of e_step.py: WIDTH rows are processed as one
 * pack. */

#if defined(__GNUC__)
typedef int64_t NAME(bits) __attribute__((vector_size(8 * WIDTH), aligned(8), may_alias));
#define BROADCAST(value) ((NAME(pack)){0} + (value)) /* of a constant: the addition is done at compile time */
#define MASKED(mask, yes) ((NAME(pack))((NAME(bits))(yes) & (mask)))
#define SELECT(mask, yes, no) ((NAME(pack))(((NAME(bits))(yes) & (mask)) | ((NAME(bits))(no) & ~(mask))))
#define TIMES_POWER_OF_2(value, turns) ((NAME(pack))((NAME(bits))(value) + ((NAME(bits))(turns) << 52)))
#else /* packs of one row */
typedef int64_t NAME(bits);
static double NAME(times_power_of_2)(double value, double shifted) {
    uint64_t result, by;
    memcpy(&result, &value, sizeof result);
    memcpy(&by, &shifted, sizeof by);
    result += by << 52;
    memcpy(&value, &result, sizeof value);
    return value;
}
#define BROADCAST(value) (value)
#define MASKED(mask, yes) ((mask) ? (yes) : 0.0)
#define SELECT(mask, yes, no) ((mask) ? (yes) : (no))
#define TIMES_POWER_OF_2(value, turns) NAME(times_power_of_2)(value, turns)
#endif
#define PACK NAME(pack)
#define LOAD(from) (*(const PACK *)(from))
#define STORE(to, value) (*(PACK *)(to) = (value))

/* Scratch memory of a tile: densities (k, TILE_ROWS), numbers per row, differences (d, TILE_ROWS) or for
 * diagonal covariances (1, TILE_ROWS), padded columns as long as they need to be, and sums per lane. */
typedef struct {
    double *densities, *top, *labels, *sums, *inverse, *responsibilities, *difference, *padded, *lanes;
} NAME(workspace);

/* exp of numbers of at most 0; 0 up to MIN_ARGUMENT. Same operations as exp.py. */
TARGET INLINE PACK NAME(exponential)(PACK x) {
    const NAME(bits) is_normal = x > BROADCAST(MIN_ARGUMENT);
    PACK shifted, multiple, remainder, power;
    x = SELECT(is_normal, x, BROADCAST(MIN_ARGUMENT));
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

/* Log densities of one component at two packs of rows. Rows of the triangular whitener are processed in
 * pairs, each summed from the left. */
TARGET INLINE void NAME(two_pack_densities)(const double *x, int64_t stride, int64_t d, const double *mean,
    const double *whitener, double log_peak, PACK *difference, double *densities) {
    PACK first = BROADCAST(0.0), second = BROADCAST(0.0);
    int64_t r = 0;
    for (int64_t c = 0; c < d; c++) {
        difference[2 * c] = LOAD(x + c * stride) - mean[c];
        difference[2 * c + 1] = LOAD(x + c * stride + WIDTH) - mean[c];
    }
    for (; r + 2 <= d; r += 2) {
        const double *upper = whitener + r * d, *lower = upper + d;
        PACK a = difference[2 * r] * upper[r], b = difference[2 * r + 1] * upper[r];
        PACK e = difference[2 * r + 2] * lower[r + 1], f = difference[2 * r + 3] * lower[r + 1];
        a += difference[2 * r + 2] * upper[r + 1];
        b += difference[2 * r + 3] * upper[r + 1];
        for (int64_t c = r + 2; c < d; c++) {
            a += difference[2 * c] * upper[c];
            b += difference[2 * c + 1] * upper[c];
            e += difference[2 * c] * lower[c];
            f += difference[2 * c + 1] * lower[c];
        }
        first += a * a;
        first += e * e;
        second += b * b;
        second += f * f;
    }
    if (r < d) {
        const PACK a = difference[2 * r] * whitener[r * d + r],
                   b = difference[2 * r + 1] * whitener[r * d + r];
        first += a * a;
        second += b * b;
    }
    STORE(densities, NAME(density)(first, log_peak));
    STORE(densities + WIDTH, NAME(density)(second, log_peak));
}

/* The same for a diagonal covariance. */
TARGET INLINE void NAME(diagonal_two_pack_densities)(const double *x, int64_t stride, int64_t d,
    const double *mean, const double *whitener, double log_peak, double *densities) {
    PACK first = BROADCAST(0.0), second = BROADCAST(0.0);
    for (int64_t c = 0; c < d; c++) {
        const PACK a = (LOAD(x + c * stride) - mean[c]) * whitener[c];
        const PACK b = (LOAD(x + c * stride + WIDTH) - mean[c]) * whitener[c];
        first += a * a;
        second += b * b;
    }
    STORE(densities, NAME(density)(first, log_peak));
    STORE(densities + WIDTH, NAME(density)(second, log_peak));
}

#define EACH_TWO_PACKS(columns)                                                                              \
    for (int64_t i = 0; i < m; i += 2 * WIDTH) {                                                             \
        PACK difference[2 * (columns)];                                                                      \
        NAME(two_pack_densities)(                                                                            \
            x + i, stride, columns, mean, whitener, log_peak, difference, densities + i);                    \
    }

/* Log densities of one component at the m rows of a tile. */
TARGET static void NAME(log_densities)(int64_t m, const double *x, int64_t stride, int64_t d,
    int64_t is_diagonal, const double *mean, const double *whitener, double log_peak, double *difference,
    double *densities) {
    if (is_diagonal)
        for (int64_t i = 0; i < m; i += 2 * WIDTH)
            NAME(diagonal_two_pack_densities)(x + i, stride, d, mean, whitener, log_peak, densities + i);
    else if (d == 1)
        EACH_TWO_PACKS(1)
    else if (d == 2)
        EACH_TWO_PACKS(2)
    else if (d == 3)
        EACH_TWO_PACKS(3)
    else
        for (int64_t i = 0; i < m; i += 2 * WIDTH)
            NAME(two_pack_densities)(
                x + i, stride, d, mean, whitener, log_peak, (PACK *)difference, densities + i);
}

/* The greatest log density of each row and its component, the first among equals. */
TARGET static void NAME(best)(int64_t m, int64_t k, const NAME(workspace) *workspace) {
    for (int64_t i = 0; i < m; i += WIDTH) {
        PACK top = LOAD(workspace->densities + i), label = BROADCAST(0.0);
        for (int64_t c = 1; c < k; c++) {
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
TARGET static void NAME(normalize)(int64_t m, int64_t k, const NAME(workspace) *workspace) {
    for (int64_t i = 0; i < m; i += WIDTH) {
        const PACK top = LOAD(workspace->top + i);
        PACK sum = BROADCAST(0.0);
        for (int64_t c = 0; c < k; c++) {
            const PACK relative = NAME(exponential)(LOAD(workspace->densities + c * TILE_ROWS + i) - top);
            STORE(workspace->densities + c * TILE_ROWS + i, relative);
            sum += relative;
        }
        STORE(workspace->sums + i, sum);
        STORE(workspace->inverse + i, 1.0 / sum);
    }
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

/* The responsibilities of one component and their sums per lane; returns whether any is positive. */
TARGET static int NAME(weigh)(
    int64_t m, const double *relative, const double *inverse, double *responsibilities, double *lanes) {
    int64_t any = 0, flags[WIDTH];
    for (int64_t lane = 0; lane < LANES; lane += WIDTH) {
        PACK sum = LOAD(lanes + lane);
        NAME(bits) nonzero = {0};
        for (int64_t i = lane; i < m; i += LANES) {
            const PACK share = LOAD(relative + i) * LOAD(inverse + i);
            sum += share;
            nonzero |= share > BROADCAST(0.0);
            STORE(responsibilities + i, share);
        }
        STORE(lanes + lane, sum);
        memcpy(flags, &nonzero, sizeof flags);
        for (int64_t i = 0; i < WIDTH; i++)
            any |= flags[i];
    }
    return any != 0;
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
    const double *origin, const NAME(workspace) *workspace, double *lanes) {
    double *firsts = lanes + LANES, *seconds = firsts + d * LANES;
    for (int64_t c = 0; c < d; c++)
        NAME(subtract)(m, x + c * stride, origin[c], workspace->difference + c * TILE_ROWS);
    for (int64_t from = 0; from < d; from += COLUMNS_AT_ONCE)
        for (int64_t others = from; others < d; others += COLUMNS_AT_ONCE)
            for (int64_t c = from; c < from + COLUMNS_AT_ONCE && c < d; c++) {
                const int64_t to = c > others ? c : others,
                              end = others + COLUMNS_AT_ONCE < d ? others + COLUMNS_AT_ONCE : d;
                NAME(products)(m, end - to, workspace->responsibilities,
                    workspace->difference + c * TILE_ROWS, workspace->difference + to * TILE_ROWS,
                    others == from ? firsts + c * LANES : 0,
                    seconds + (c * d - c * (c - 1) / 2 + to - c) * LANES);
            }
}

/* The moments of a component with a diagonal covariance, one column after the other. */
TARGET static void NAME(diagonal_moments)(int64_t m, const double *x, int64_t stride, int64_t d,
    const double *origin, const NAME(workspace) *workspace, double *lanes) {
    double *difference = workspace->difference, *firsts = lanes + LANES, *seconds = firsts + d * LANES;
    for (int64_t c = 0; c < d; c++) {
        NAME(subtract)(m, x + c * stride, origin[c], difference);
        NAME(products_of)(m, 1, workspace->responsibilities, difference, difference, firsts + c * LANES,
            seconds + c * LANES);
    }
}

/* Adds the moments of one component over the m rows of a tile to its sums per lane. */
TARGET static void NAME(moments)(int64_t m, const double *x, int64_t stride, int64_t d, int64_t is_diagonal,
    const double *origin, const double *relative, const NAME(workspace) *workspace, double *lanes) {
    if (d == 1)
        NAME(few_moments)(m, x, stride, 1, origin, relative, workspace->inverse, lanes);
    else if (d == 2 && !is_diagonal)
        NAME(few_moments)(m, x, stride, 2, origin, relative, workspace->inverse, lanes);
    else if (d == 3 && !is_diagonal)
        NAME(few_moments)(m, x, stride, 3, origin, relative, workspace->inverse, lanes);
    else if (NAME(weigh)(m, relative, workspace->inverse, workspace->responsibilities, lanes)) {
        if (is_diagonal)
            NAME(diagonal_moments)(m, x, stride, d, origin, workspace, lanes);
        else
            NAME(many_moments)(m, x, stride, d, origin, workspace, lanes);
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

/* Adds the sums per lane, lanes in order, to the totals, and clears the lanes. */
TARGET static void NAME(fold_lanes)(int64_t width, double *lanes, double *totals) {
    for (int64_t s = 0; s < width; s++) {
        double sum = lanes[s * LANES];
        for (int64_t lane = 1; lane < LANES; lane++)
            sum += lanes[s * LANES + lane];
        totals[s] += sum;
    }
    memset(lanes, 0, (size_t)(width * LANES) * sizeof *lanes);
}

/* Divides the scratch memory, from the next cache line on, into the arrays of a workspace for n rows. */
TARGET static NAME(workspace) NAME(workspace_at)(
    double *scratch, int64_t n, int64_t k, int64_t d, int64_t is_diagonal) {
    const int64_t padded_rows = n < TILE_ROWS ? (n + BLOCK - 1) / BLOCK * BLOCK : TILE_ROWS;
    NAME(workspace) workspace;
    scratch += (64 - (uintptr_t)scratch % 64) / sizeof *scratch;
    workspace.densities = scratch;
    workspace.top = workspace.densities + k * TILE_ROWS;
    workspace.labels = workspace.top + TILE_ROWS;
    workspace.sums = workspace.labels + TILE_ROWS;
    workspace.inverse = workspace.sums + TILE_ROWS;
    workspace.responsibilities = workspace.inverse + TILE_ROWS;
    workspace.difference = workspace.responsibilities + TILE_ROWS;
    workspace.padded = workspace.difference + (is_diagonal ? 1 : d) * TILE_ROWS;
    workspace.lanes = workspace.padded + d * padded_rows;
    return workspace;
}

/* Copies the rows of an incomplete tile and repeats the last row up to the end of a block, at `full` rows. */
TARGET static void NAME(pad_rows)(
    int64_t m, int64_t full, const double *x, int64_t stride, int64_t d, double *padded) {
    for (int64_t c = 0; c < d; c++)
        for (int64_t i = 0; i < full; i++)
            padded[c * full + i] = x[c * stride + (i < m ? i : m - 1)];
}

/* Labels of the most probable of k components in d columns. If requested, also the responsibilities, with
 * `component_stride` numbers from one component to the next, and the sums of the E-step: `totals` take the
 * greatest log densities, the numbers of undecided and underflowed rows, and for each component its count,
 * first and second moments about its row of `origins`; `products` take the sums of the rows' relative
 * densities, multiplied over the eight rows in each lane of a block. `whiteners` are triangles (k, d, d) or,
 * for diagonal covariances, factors (k, d). */
TARGET EXPORT void NAME(kern_e_step)(const double *x, int64_t stride, int64_t n, int64_t d,
    const double *means, const double *whiteners, const double *log_peaks, const double *origins, int64_t k,
    int64_t is_diagonal, double *scratch, void *labels, int64_t width, double *responsibilities,
    int64_t component_stride, double *totals, double *products) {
    const int64_t n_moments = 1 + d + (is_diagonal ? d : d * (d + 1) / 2),
                  whitener_size = is_diagonal ? d : d * d;
    const NAME(workspace) workspace = NAME(workspace_at)(scratch, n, k, d, is_diagonal);
    double *tops = workspace.lanes + k * n_moments * LANES;
    memset(workspace.lanes, 0, (size_t)((k * n_moments + 3) * LANES) * sizeof *workspace.lanes);
    for (int64_t at = 0; at < n; at += TILE_ROWS) {
        const int64_t m = n - at < TILE_ROWS ? n - at : TILE_ROWS, full = (m + BLOCK - 1) / BLOCK * BLOCK;
        const double *rows = x + at;
        int64_t tile_stride = stride;
        if (m < full) {
            NAME(pad_rows)(m, full, rows, stride, d, workspace.padded);
            rows = workspace.padded;
            tile_stride = full;
        }
        for (int64_t c = 0; c < k; c++)
            NAME(log_densities)(full, rows, tile_stride, d, is_diagonal, means + c * d,
                whiteners + c * whitener_size, log_peaks[c], workspace.difference,
                workspace.densities + c * TILE_ROWS);
        NAME(best)(full, k, &workspace);
        if (labels)
            NAME(write_labels)(at, m, workspace.labels, labels, width);
        if (!responsibilities && !totals)
            continue;
        NAME(normalize)(full, k, &workspace);
        NAME(clear_padding)(m, &workspace);
        for (int64_t c = 0; c < k && responsibilities; c++)
            for (int64_t i = 0; i < m; i++)
                responsibilities[c * component_stride + at + i] =
                    workspace.densities[c * TILE_ROWS + i] * workspace.inverse[i];
        if (!totals)
            continue;
        NAME(likelihood)(full, &workspace, tops, products + at / LANES);
        for (int64_t c = 0; c < k; c++)
            NAME(moments)(full, rows, tile_stride, d, is_diagonal, origins + c * d,
                workspace.densities + c * TILE_ROWS, &workspace, workspace.lanes + c * n_moments * LANES);
        if ((at + TILE_ROWS) % MOMENT_CHUNK == 0 || at + TILE_ROWS >= n) {
            NAME(fold_lanes)(3, tops, totals);
            NAME(fold_lanes)(k * n_moments, workspace.lanes, totals + 3);
        }
    }
}

#undef BROADCAST
#undef MASKED
#undef SELECT
#undef TIMES_POWER_OF_2
#undef PACK
#undef LOAD
#undef STORE
#undef EACH_TWO_PACKS
#undef CASE
