/* The E-step of Gaussian mixtures, twin of gaussian_components.py: WIDTH rows in a pack, which is worked on as one number. */

#if defined(__GNUC__)
typedef int64_t NAME(bits) __attribute__((vector_size(8 * WIDTH), aligned(8), may_alias));
#define ALL(value) ((NAME(pack)){0} + (value)) /* of a constant: nothing is added when it runs */
#define WHERE(mask, yes) ((NAME(pack))((NAME(bits))(yes) & (mask)))
#define EITHER(mask, yes, no) ((NAME(pack))(((NAME(bits))(yes) & (mask)) | ((NAME(bits))(no) & ~(mask))))
#define TURNED(value, turns) ((NAME(pack))((NAME(bits))(value) + ((NAME(bits))(turns) << 52)))
#else /* one row in a pack */
typedef int64_t NAME(bits);
static double NAME(turned)(double value, double turns) {
    uint64_t whole, by;
    memcpy(&whole, &value, sizeof whole);
    memcpy(&by, &turns, sizeof by);
    whole += by << 52;
    memcpy(&value, &whole, sizeof value);
    return value;
}
#define ALL(value) (value)
#define WHERE(mask, yes) ((mask) ? (yes) : 0.0)
#define EITHER(mask, yes, no) ((mask) ? (yes) : (no))
#define TURNED(value, turns) NAME(turned)(value, turns)
#endif
#define PACK NAME(pack)
#define READ(from) (*(const PACK *)(from))
#define WRITE(to, value) (*(PACK *)(to) = (value))

/* Where a tile is worked on: densities (k, TALL), then numbers of its rows, columns (d, TALL), and sums per lane. */
typedef struct {
    double *densities, *top, *labels, *sums, *part, *shares, *away, *padded, *lanes;
} NAME(desk);

/* e to the power of numbers of at most 0; nothing below LEAST. Cody and Waite's reduction, and a polynomial. */
TARGET INLINE PACK NAME(exponential)(PACK x) {
    const NAME(bits) there = x > ALL(LEAST);
    PACK turns, whole, rest, sum;
    x = EITHER(there, x, ALL(LEAST));
    turns = x * TURNS + TURNING;
    whole = turns - TURNING;
    rest = x - whole * TURN;
    rest = rest - whole * TURN_REST;
    sum = rest * E11 + E10;
    sum = sum * rest + E9;
    sum = sum * rest + E8;
    sum = sum * rest + E7;
    sum = sum * rest + E6;
    sum = sum * rest + E5;
    sum = sum * rest + E4;
    sum = sum * rest + E3;
    sum = sum * rest + E2;
    sum = sum * (rest * rest) + rest;
    sum = sum + 1.0;
    return WHERE(there, TURNED(sum, turns));
}

/* The log density at some squared distance from a bell of some height. */
TARGET INLINE PACK NAME(density)(PACK squares, double height) {
    squares = EITHER(squares < ALL(FARTHEST), squares, ALL(FARTHEST)); /* NaN too */
    return squares * -0.5 + height;
}

/* Log densities of one bell at two packs of rows: rows of the triangle two by two, each summed from the left. */
TARGET INLINE void NAME(two_packs)(const double *x, int64_t stride, int64_t d, const double *mean,
    const double *factor, double height, PACK *away, double *densities) {
    PACK first = ALL(0.0), second = ALL(0.0);
    int64_t r = 0;
    for (int64_t c = 0; c < d; c++) {
        away[2 * c] = READ(x + c * stride) - mean[c];
        away[2 * c + 1] = READ(x + c * stride + WIDTH) - mean[c];
    }
    for (; r + 2 <= d; r += 2) {
        const double *upper = factor + r * d, *lower = upper + d;
        PACK a = away[2 * r] * upper[r], b = away[2 * r + 1] * upper[r];
        PACK e = away[2 * r + 2] * lower[r + 1], f = away[2 * r + 3] * lower[r + 1];
        a += away[2 * r + 2] * upper[r + 1];
        b += away[2 * r + 3] * upper[r + 1];
        for (int64_t c = r + 2; c < d; c++) {
            a += away[2 * c] * upper[c];
            b += away[2 * c + 1] * upper[c];
            e += away[2 * c] * lower[c];
            f += away[2 * c + 1] * lower[c];
        }
        first += a * a;
        first += e * e;
        second += b * b;
        second += f * f;
    }
    if (r < d) {
        const PACK a = away[2 * r] * factor[r * d + r], b = away[2 * r + 1] * factor[r * d + r];
        first += a * a;
        second += b * b;
    }
    WRITE(densities, NAME(density)(first, height));
    WRITE(densities + WIDTH, NAME(density)(second, height));
}

/* The same where the bell lies along the axes. */
TARGET INLINE void NAME(two_packs_along)(const double *x, int64_t stride, int64_t d, const double *mean,
    const double *factor, double height, double *densities) {
    PACK first = ALL(0.0), second = ALL(0.0);
    for (int64_t c = 0; c < d; c++) {
        const PACK a = (READ(x + c * stride) - mean[c]) * factor[c];
        const PACK b = (READ(x + c * stride + WIDTH) - mean[c]) * factor[c];
        first += a * a;
        second += b * b;
    }
    WRITE(densities, NAME(density)(first, height));
    WRITE(densities + WIDTH, NAME(density)(second, height));
}

#define TRIANGLES(columns)                                                                                   \
    for (int64_t i = 0; i < m; i += 2 * WIDTH) {                                                             \
        PACK away[2 * (columns)];                                                                            \
        NAME(two_packs)(x + i, stride, columns, mean, factor, height, away, densities + i);                  \
    }

/* Log densities of one bell at the m rows of a tile. */
TARGET static void NAME(log_densities)(int64_t m, const double *x, int64_t stride, int64_t d, int64_t along,
    const double *mean, const double *factor, double height, double *away, double *densities) {
    if (along)
        for (int64_t i = 0; i < m; i += 2 * WIDTH)
            NAME(two_packs_along)(x + i, stride, d, mean, factor, height, densities + i);
    else if (d == 1)
        TRIANGLES(1)
    else if (d == 2)
        TRIANGLES(2)
    else if (d == 3)
        TRIANGLES(3)
    else
        for (int64_t i = 0; i < m; i += 2 * WIDTH)
            NAME(two_packs)(x + i, stride, d, mean, factor, height, (PACK *)away, densities + i);
}

/* The greatest density of each row and whose it is; the first among equals. */
TARGET static void NAME(best)(int64_t m, int64_t k, const NAME(desk) *desk) {
    for (int64_t i = 0; i < m; i += WIDTH) {
        PACK top = READ(desk->densities + i), label = ALL(0.0);
        for (int64_t c = 1; c < k; c++) {
            const PACK other = READ(desk->densities + c * TALL + i);
            const NAME(bits) wins = other > top;
            label = EITHER(wins, ALL((double)c), label);
            top = EITHER(wins, other, top);
        }
        WRITE(desk->top + i, top);
        WRITE(desk->labels + i, label);
    }
}

/* Densities relative to the greatest of the row in place of their logarithms, and the sum of the row. */
TARGET static void NAME(raise_all)(int64_t m, int64_t k, const NAME(desk) *desk) {
    for (int64_t i = 0; i < m; i += WIDTH) {
        const PACK top = READ(desk->top + i);
        PACK sum = ALL(0.0);
        for (int64_t c = 0; c < k; c++) {
            const PACK part = NAME(exponential)(READ(desk->densities + c * TALL + i) - top);
            WRITE(desk->densities + c * TALL + i, part);
            sum += part;
        }
        WRITE(desk->sums + i, sum);
        WRITE(desk->part + i, 1.0 / sum);
    }
}

/* Adds the moments of one bell in few columns to its sums per lane, all of them at once. */
TARGET INLINE void NAME(few_moments)(int64_t m, const double *x, int64_t stride, const int64_t d,
    const double *about, const double *relative, const double *part, double *lanes) {
    for (int64_t lane = 0; lane < LANES; lane += WIDTH) {
        PACK sums[10];
        for (int64_t s = 0; s < 1 + d + d * (d + 1) / 2; s++)
            sums[s] = READ(lanes + s * LANES + lane);
        for (int64_t i = lane; i < m; i += LANES) {
            const PACK share = READ(relative + i) * READ(part + i);
            PACK away[3];
            int64_t s = 1 + d;
            sums[0] += share;
            for (int64_t c = 0; c < d; c++)
                away[c] = READ(x + c * stride + i) - about[c];
            for (int64_t c = 0; c < d; c++) {
                const PACK own = share * away[c];
                sums[1 + c] += own;
                for (int64_t other = c; other < d; other++)
                    sums[s++] += own * away[other];
            }
        }
        for (int64_t s = 0; s < 1 + d + d * (d + 1) / 2; s++)
            WRITE(lanes + s * LANES + lane, sums[s]);
    }
}

/* The shares of one bell, their sums per lane, and whether there are any. */
TARGET static int NAME(share)(int64_t m, const double *relative, const double *part, double *shares, double *lanes) {
    int64_t any = 0, marks[WIDTH];
    for (int64_t lane = 0; lane < LANES; lane += WIDTH) {
        PACK sum = READ(lanes + lane);
        NAME(bits) seen = {0};
        for (int64_t i = lane; i < m; i += LANES) {
            const PACK share = READ(relative + i) * READ(part + i);
            sum += share;
            seen |= share > ALL(0.0);
            WRITE(shares + i, share);
        }
        WRITE(lanes + lane, sum);
        memcpy(marks, &seen, sizeof marks);
        for (int64_t i = 0; i < WIDTH; i++)
            any |= marks[i];
    }
    return any != 0;
}

/* Adds the products of one weighed column with `count` columns to their sums per lane, and the column itself. */
TARGET INLINE void NAME(products_of)(int64_t m, const int64_t count, const double *shares, const double *column,
    const double *away, double *first, double *lanes) {
    for (int64_t lane = 0; lane < LANES; lane += WIDTH) {
        PACK sums[EIGHT], sum = ALL(0.0);
        if (first)
            sum = READ(first + lane);
        for (int64_t c = 0; c < count; c++)
            sums[c] = READ(lanes + c * LANES + lane);
        for (int64_t i = lane; i < m; i += LANES) {
            const PACK own = READ(shares + i) * READ(column + i);
            if (first)
                sum += own;
            for (int64_t c = 0; c < count; c++)
                sums[c] += own * READ(away + c * TALL + i);
        }
        for (int64_t c = 0; c < count; c++)
            WRITE(lanes + c * LANES + lane, sums[c]);
        if (first)
            WRITE(first + lane, sum);
    }
}

#define OF(count)                                                                                            \
    case count:                                                                                              \
        if (first)                                                                                           \
            NAME(products_of)(m, count, shares, column, away, first, lanes);                                 \
        else                                                                                                 \
            NAME(products_of)(m, count, shares, column, away, 0, lanes);                                     \
        break;

/* The same where the count, at most EIGHT, is known only now; without the column where there is no `first`. */
TARGET static void NAME(products)(int64_t m, int64_t count, const double *shares, const double *column,
    const double *away, double *first, double *lanes) {
    switch (count) {
        OF(1)
        OF(2)
        OF(3)
        OF(4)
        OF(5)
        OF(6)
        OF(7)
        OF(8)
    }
}

/* Differences of a column from a place. */
TARGET static void NAME(subtract)(int64_t m, const double *x, double place, double *away) {
    for (int64_t i = 0; i < m; i += WIDTH)
        WRITE(away + i, READ(x + i) - place);
}

/* The moments of a bell in many columns, eight with eight at a time, so that these stay in the cache. */
TARGET static void NAME(many_moments)(int64_t m, const double *x, int64_t stride, int64_t d, int64_t along,
    const double *about, const NAME(desk) *desk, double *lanes) {
    double *firsts = lanes + LANES, *seconds = firsts + d * LANES;
    for (int64_t c = 0; c < d; c++)
        NAME(subtract)(m, x + c * stride, about[c], desk->away + c * TALL);
    for (int64_t from = 0; from < d; from += EIGHT)
        for (int64_t others = from; others < (along ? from + 1 : d); others += EIGHT)
            for (int64_t c = from; c < from + EIGHT && c < d; c++) {
                const int64_t to = c > others ? c : others, end = others + EIGHT < d ? others + EIGHT : d;
                const int64_t at = along ? c : c * d - c * (c - 1) / 2 + to - c;
                NAME(products)(m, along ? 1 : end - to, desk->shares, desk->away + c * TALL, desk->away + to * TALL,
                    others == from ? firsts + c * LANES : 0, seconds + at * LANES);
            }
}

/* Adds the moments of one bell in the m rows of a tile to its sums per lane. */
TARGET static void NAME(moments)(int64_t m, const double *x, int64_t stride, int64_t d, int64_t along,
    const double *about, const double *relative, const NAME(desk) *desk, double *lanes) {
    if (d == 1)
        NAME(few_moments)(m, x, stride, 1, about, relative, desk->part, lanes);
    else if (d == 2 && !along)
        NAME(few_moments)(m, x, stride, 2, about, relative, desk->part, lanes);
    else if (d == 3 && !along)
        NAME(few_moments)(m, x, stride, 3, about, relative, desk->part, lanes);
    else if (NAME(share)(m, relative, desk->part, desk->shares, lanes))
        NAME(many_moments)(m, x, stride, d, along, about, desk, lanes);
}

/* Rows m .. up to the end of the last block become rows that count for nothing. */
TARGET static void NAME(pad)(int64_t m, const NAME(desk) *desk) {
    for (int64_t i = m; i % BLOCK; i++) {
        desk->top[i] = 0.0;
        desk->sums[i] = 1.0;
        desk->part[i] = 0.0;
    }
}

/* Adds what the likelihood needs per lane: the greatest log densities, how many rows are undecided and lost; and
 * multiplies the sums of the eight rows that a lane of a block has. */
TARGET static void NAME(likelihood)(int64_t m, const NAME(desk) *desk, double *lanes, double *products) {
    for (int64_t lane = 0; lane < LANES; lane += WIDTH) {
        PACK tops = READ(lanes + lane), undecided = READ(lanes + LANES + lane), lost = READ(lanes + 2 * LANES + lane);
        for (int64_t i = lane; i < m; i += BLOCK) {
            PACK product = ALL(1.0);
            for (int64_t row = i; row < i + BLOCK; row += LANES) {
                const PACK top = READ(desk->top + row), sum = READ(desk->sums + row);
                tops += top;
                undecided += WHERE(sum * UNDECIDED > ALL(1.0), ALL(1.0));
                lost += WHERE(top < ALL(-FARTHEST / 4), ALL(1.0));
                product *= sum;
            }
            WRITE(products + (i - lane) / LANES + lane, product);
        }
        WRITE(lanes + lane, tops);
        WRITE(lanes + LANES + lane, undecided);
        WRITE(lanes + 2 * LANES + lane, lost);
    }
}

/* Adds the sums per lane, lanes in order, to totals; the lanes are zeros thereafter. */
TARGET static void NAME(fold_lanes)(int64_t width, double *lanes, double *totals) {
    for (int64_t s = 0; s < width; s++) {
        double sum = lanes[s * LANES];
        for (int64_t lane = 1; lane < LANES; lane++)
            sum += lanes[s * LANES + lane];
        totals[s] += sum;
    }
    memset(lanes, 0, (size_t)(width * LANES) * sizeof *lanes);
}

/* The places on a desk, which begins with a line of the cache. */
TARGET static NAME(desk) NAME(desk_at)(double *scratch, int64_t k, int64_t d) {
    NAME(desk) desk;
    scratch += (64 - (uintptr_t)scratch % 64) / sizeof *scratch;
    desk.densities = scratch;
    desk.top = desk.densities + k * TALL;
    desk.labels = desk.top + TALL;
    desk.sums = desk.labels + TALL;
    desk.part = desk.sums + TALL;
    desk.shares = desk.part + TALL;
    desk.away = desk.shares + TALL;
    desk.padded = desk.away + d * TALL;
    desk.lanes = desk.padded + d * TALL;
    return desk;
}

/* The rows of a tile that is not full, the last of them repeated up to the end of a block. */
TARGET static void NAME(fill_up)(int64_t m, const double *x, int64_t stride, int64_t d, double *padded) {
    for (int64_t c = 0; c < d; c++)
        for (int64_t i = 0; i < m || i % BLOCK; i++)
            padded[c * TALL + i] = x[c * stride + (i < m ? i : m - 1)];
}

/* Labels of the most probable of k bells in d columns; where asked for the shares, those of a bell `apart` numbers
 * from those of the next; and where asked for the sums of the E-step: to `totals` are added the greatest log
 * densities, the undecided and the lost rows, and for each bell its count, firsts and seconds about its place in
 * `about`; `products` take the sums of the rows' relative densities, the eight of a lane of a block multiplied.
 * `factors` are triangles (k, d, d) or, where the bells lie along the axes, scales (k, d). */
TARGET EXPORT void NAME(kern_mixture)(const double *x, int64_t stride, int64_t n, int64_t d, const double *means,
    const double *factors, const double *heights, const double *about, int64_t k, int64_t along, double *scratch,
    void *labels, int64_t width, double *shares, int64_t apart, double *totals, double *products) {
    const int64_t each = 1 + d + (along ? d : d * (d + 1) / 2), size = along ? d : d * d;
    const NAME(desk) desk = NAME(desk_at)(scratch, k, d);
    double *tops = desk.lanes + k * each * LANES;
    memset(desk.lanes, 0, (size_t)((k * each + 3) * LANES) * sizeof *desk.lanes);
    for (int64_t at = 0; at < n; at += TALL) {
        const int64_t m = n - at < TALL ? n - at : TALL, full = (m + BLOCK - 1) / BLOCK * BLOCK;
        const double *rows = x + at;
        int64_t step = stride;
        if (m < full) {
            NAME(fill_up)(m, rows, stride, d, desk.padded);
            rows = desk.padded;
            step = TALL;
        }
        for (int64_t c = 0; c < k; c++)
            NAME(log_densities)(full, rows, step, d, along, means + c * d, factors + c * size, heights[c], desk.away,
                desk.densities + c * TALL);
        NAME(best)(full, k, &desk);
        if (labels)
            NAME(write_labels)(at, m, desk.labels, labels, width);
        if (!shares && !totals)
            continue;
        NAME(raise_all)(full, k, &desk);
        NAME(pad)(m, &desk);
        for (int64_t c = 0; c < k && shares; c++)
            for (int64_t i = 0; i < m; i++)
                shares[c * apart + at + i] = desk.densities[c * TALL + i] * desk.part[i];
        if (!totals)
            continue;
        NAME(likelihood)(full, &desk, tops, products + at / LANES);
        for (int64_t c = 0; c < k; c++)
            NAME(moments)(full, rows, step, d, along, about + c * d, desk.densities + c * TALL, &desk,
                desk.lanes + c * each * LANES);
        if ((at + TALL) % SHORT == 0 || at + TALL >= n) {
            NAME(fold_lanes)(3, tops, totals);
            NAME(fold_lanes)(k * each, desk.lanes, totals + 3);
        }
    }
}

#undef ALL
#undef WHERE
#undef EITHER
#undef TURNED
#undef PACK
#undef READ
#undef WRITE
#undef TRIANGLES
#undef OF
