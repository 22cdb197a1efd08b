/* The nearest of many centers or of many columns, by single precision wherever its result is certain.
 *
 * A score is the squared distance to a center minus that to the mean of all centers, |c|^2 - 2 x c, where
 * both x and c are relative to that mean. With u = 2^-24, each factor has a relative error of u, and each
 * product and each of d + 1 additions one of u of the sum so far, which is at most |c|^2 + 2 |x| |c| <= 2
 * (|x|^2 + |c|^2). So if two scores differ by more than SLACK (d + 8) u (|x|^2 + |c|^2), the distances
 * differ in the same direction, and so do the distances computed in double precision. Ranked scores have the
 * place of their center in their lowest bits, an error of up to PLACE_ERROR of each more. Otherwise, or if
 * numbers are too large or too small for single precision, the distances themselves decide. */

#if defined(__GNUC__)
#define PACK_FLOATS (2 * WIDTH)
typedef float NAME(floats) __attribute__((vector_size(8 * WIDTH), aligned(4), may_alias));
typedef float NAME(singles) __attribute__((vector_size(4 * WIDTH), aligned(4), may_alias)); /* of one pack */
typedef double NAME(doubles) __attribute__((vector_size(8 * WIDTH), aligned(8), may_alias));
#define AS_SINGLE(doubles) __builtin_convertvector(doubles, NAME(singles))
#else
#define PACK_FLOATS 1
typedef float NAME(floats);
typedef float NAME(singles);
typedef double NAME(doubles);
#define AS_SINGLE(doubles) ((float)(doubles))
#endif
#define FLOATS(from) (*(NAME(floats) *)(from))
#define READ_FLOATS(from) (*(const NAME(floats) *)(from))
#define STRIP (2 * PACK_FLOATS) /* rows that are scored together */
#define PARTS (STRIP / WIDTH)

/* The best and second best score and the label of the rows of a strip, and their squared lengths. */
typedef struct {
    float best[STRIP], second[STRIP], labels[STRIP], squares[STRIP];
} NAME(ranking);

#if defined(FUSED)
/* A sum plus a product, rounded once: fewer errors than the bound above allows, and no result depends on the
 * bits of a score. */
TARGET INLINE NAME(floats) NAME(plus_product)(NAME(floats) sum, NAME(floats) a, NAME(floats) b) {
    NAME(floats) found;
    for (int i = 0; i < PACK_FLOATS; i++) /* compilers know this as one instruction */
        found[i] = __builtin_fmaf(a[i], b[i], sum[i]);
    return found;
}
#else
#define plus_product_base(sum, a, b) ((sum) + (a) * (b))
#endif

#if defined(__GNUC__)
typedef int32_t NAME(places) __attribute__((vector_size(8 * WIDTH), aligned(4), may_alias));
TARGET INLINE NAME(floats) NAME(lesser)(NAME(floats) a, NAME(floats) b) {
    NAME(floats) found;
    for (int i = 0; i < PACK_FLOATS; i++) /* compilers know this as one instruction */
        found[i] = a[i] < b[i] ? a[i] : b[i];
    return found;
}
TARGET INLINE NAME(floats) NAME(greater)(NAME(floats) a, NAME(floats) b) {
    NAME(floats) found;
    for (int i = 0; i < PACK_FLOATS; i++)
        found[i] = a[i] < b[i] ? b[i] : a[i];
    return found;
}
TARGET INLINE NAME(floats) NAME(with_place)(NAME(floats) score, int32_t place) {
    return (NAME(floats))(((NAME(places))score & ~PLACES) | place);
}
/* One of two packs where a mask is set, and else the other. */
TARGET INLINE NAME(floats) NAME(either)(NAME(places) mask, NAME(floats) yes, NAME(floats) no) {
    return (NAME(floats))(((NAME(places))yes & mask) | ((NAME(places))no & ~mask));
}
TARGET INLINE NAME(floats) NAME(place_of)(NAME(floats) score) {
    return __builtin_convertvector((NAME(places))score & PLACES, NAME(floats));
}
#else
typedef int NAME(places);
static float NAME(lesser)(float a, float b) { return a < b ? a : b; }
static float NAME(greater)(float a, float b) { return a < b ? b : a; }
static float NAME(with_place)(float score, int32_t place) {
    int32_t bits;
    memcpy(&bits, &score, sizeof bits);
    bits = (bits & ~PLACES) | place;
    memcpy(&score, &bits, sizeof bits);
    return score;
}
static float NAME(either)(int mask, float yes, float no) { return mask ? yes : no; }
static float NAME(place_of)(float score) {
    int32_t bits;
    memcpy(&bits, &score, sizeof bits);
    return (float)(bits & PLACES);
}
#endif

/* Converts some columns of a strip's rows, minus the mean, to single precision, and adds their squares to
 * `squares`. */
TARGET static void NAME(load_strip)(const double *x, int64_t stride, int64_t columns, const double *mean,
    float *values, float *squares) {
    NAME(singles) sums[PARTS];
    for (int j = 0; j < PARTS; j++)
        sums[j] = *(const NAME(singles) *)(squares + j * WIDTH);
    for (int64_t c = 0; c < columns; c++) {
        for (int64_t i = 2 * STRIP; i < 3 * STRIP; i += LANES)
            PREFETCH((const void *)((uintptr_t)(x + c * stride) + (uintptr_t)i * sizeof *x));
        for (int j = 0; j < PARTS; j++) {
            const NAME(doubles) difference = *(const NAME(doubles) *)(x + c * stride + j * WIDTH) - mean[c];
            const NAME(singles) single = AS_SINGLE(difference);
            *(NAME(singles) *)(values + c * STRIP + j * WIDTH) = single;
            sums[j] += single * single;
        }
    }
    for (int j = 0; j < PARTS; j++)
        *(NAME(singles) *)(squares + j * WIDTH) = sums[j];
}

/* The same where only m rows are left. */
TARGET static void NAME(load_partial_strip)(int64_t m, const double *x, int64_t stride, int64_t columns,
    const double *mean, float *values, float *squares) {
    double padded[STRIP] = {0};
    for (int64_t c = 0; c < columns; c++) {
        memcpy(padded, x + c * stride, (size_t)m * sizeof *padded);
        NAME(load_strip)(padded, 0, 1, mean + c, values + c * STRIP, squares);
    }
}

/* Updates the least and the next score of some rows with those of `count` centers, with their places, from
 * `place` on, in the lowest bits. */
TARGET INLINE void NAME(rank_scores)(
    const NAME(floats) *scores, int32_t place, float *least, float *next, const int count) {
    NAME(floats) best = READ_FLOATS(least), second = READ_FLOATS(next);
    for (int j = 0; j < count; j++) {
        const NAME(floats) score = NAME(with_place)(scores[j], place + j);
        second = NAME(lesser)(second, NAME(greater)(best, score));
        best = NAME(lesser)(best, score);
    }
    FLOATS(least) = best, FLOATS(next) = second;
}

/* Adds some columns to the scores of `count` centers, a compile-time constant; `squares` are the scores
 * before the first columns. After the last columns they are ranked, before them kept in `scores`. */
TARGET INLINE void NAME(score)(const float *values, int64_t columns, const float *rows, int64_t d,
    const float *squares, float *scores, int32_t place, float *least, float *next, const int count) {
    NAME(floats) a[SCORES_AT_ONCE], b[SCORES_AT_ONCE];
    for (int j = 0; j < count; j++)
        if (squares)
            a[j] = b[j] = (NAME(floats)){0} + squares[j];
        else
            a[j] = READ_FLOATS(scores + j * STRIP), b[j] = READ_FLOATS(scores + j * STRIP + PACK_FLOATS);
    for (int64_t c = 0; c < columns; c++) {
        const NAME(floats) first = READ_FLOATS(values + c * STRIP),
                           second = READ_FLOATS(values + c * STRIP + PACK_FLOATS);
        UNROLLED
        for (int j = 0; j < count; j++) {
            const NAME(floats) at = rows[j * d + c] - (NAME(floats)){0};
            a[j] = NAME(plus_product)(a[j], first, at);
            b[j] = NAME(plus_product)(b[j], second, at);
        }
    }
    if (least) {
        NAME(rank_scores)(a, place, least, next, count);
        NAME(rank_scores)(b, place, least + PACK_FLOATS, next + PACK_FLOATS, count);
        return;
    }
    for (int j = 0; j < count; j++)
        FLOATS(scores + j * STRIP) = a[j], FLOATS(scores + j * STRIP + PACK_FLOATS) = b[j];
}

#define SCORE(COUNT)                                                                                         \
    NAME(score)(values, columns, rows + j * d, d, squares ? squares + j : 0, scores + j * STRIP, (int32_t)j, \
        least, next, COUNT);
#define REST(COUNT)                                                                                          \
    case COUNT:                                                                                              \
        SCORE(COUNT)                                                                                         \
        break;

/* The same for up to RANKED centers. */
TARGET static void NAME(add_scores)(const float *values, int64_t columns, const float *rows, int64_t d,
    const float *squares, int64_t count, float *scores, float *least, float *next) {
    int64_t j = 0;
    for (; j + SCORES_AT_ONCE <= count; j += SCORES_AT_ONCE)
        SCORE(SCORES_AT_ONCE)
    switch (count - j) {
        REST(1)
        REST(2)
        REST(3)
        REST(4)
    }
}
#undef SCORE
#undef REST

/* Updates the ranks with the least and the next score of some centers, of which `first` has place 0. */
TARGET static void NAME(rank)(NAME(ranking) *ranks, const float *least, const float *next, float first) {
    for (int i = 0; i < STRIP; i += PACK_FLOATS) {
        const NAME(floats) best = READ_FLOATS(ranks->best + i), score = READ_FLOATS(least + i),
                           second = READ_FLOATS(ranks->second + i), other = READ_FLOATS(next + i);
        const NAME(places) is_lesser = score < best;
        const NAME(floats) loser = NAME(either)(is_lesser, best, score),
                           least_loser = NAME(either)(loser < second, loser, second);
        FLOATS(ranks->best + i) = NAME(either)(is_lesser, score, best);
        FLOATS(ranks->second + i) = NAME(either)(other < least_loser, other, least_loser);
        FLOATS(ranks->labels + i) =
            NAME(either)(is_lesser, NAME(place_of)(score) + first, READ_FLOATS(ranks->labels + i));
    }
}

/* Scores all centers for the m rows of a strip. */
TARGET static void NAME(rank_strip)(const task *job, const filter *single, int64_t m, const double *x,
    NAME(ranking) *ranks) {
    const int64_t d = job->d, k = single->k;
    float values[PANEL * STRIP], scores[RANKED * STRIP], squares[STRIP], least[STRIP], next[STRIP];
    for (int64_t i = 0; i < STRIP; i++) {
        ranks->best[i] = ranks->second[i] = INFINITY;
        ranks->squares[i] = ranks->labels[i] = squares[i] = 0;
    }
    for (int64_t first = 0; first < k; first += RANKED) {
        const int64_t count = k - first < RANKED ? k - first : RANKED;
        for (int64_t i = 0; i < STRIP; i++)
            least[i] = next[i] = INFINITY;
        for (int64_t from = 0; from < d; from += PANEL) {
            const int64_t columns = d - from < PANEL ? d - from : PANEL;
            const int is_last = from + columns == d;
            float *into = first ? squares : ranks->squares;
            if ((first == 0 || d > PANEL) && m == STRIP)
                NAME(load_strip)(
                    x + from * job->stride, job->stride, columns, single->mean + from, values, into);
            else if (first == 0 || d > PANEL)
                NAME(load_partial_strip)(
                    m, x + from * job->stride, job->stride, columns, single->mean + from, values, into);
            NAME(add_scores)(values, columns, single->rows + first * d + from, d,
                from ? 0 : single->squares + first, count, scores, is_last ? least : 0, next);
        }
        NAME(rank)(ranks, least, next, (float)first);
    }
}

TARGET static int64_t NAME(count)(int64_t m, const double *own, double cluster) {
    int64_t found = 0;
    for (int64_t i = 0; i < m; i++)
        found += own[i] == cluster;
    return found;
}

/* How far the best two scores must lie apart so that the best is certain. */
TARGET INLINE float NAME(margin)(const filter *single, float best, float second, float square) {
    return single->slack * (square + single->max_square) + PLACE_ERROR * (fabsf(best) + fabsf(second));
}

/* Writes the labels of m ranked rows, and which of them are uncertain. */
TARGET static void NAME(mark_uncertain)(int64_t m, const filter *single, const NAME(ranking) *RESTRICT ranks,
    double *RESTRICT labels, double *RESTRICT uncertain) {
    for (int64_t i = 0; i < m; i++) {
        const float best = ranks->best[i], second = ranks->second[i];
        const float margin = NAME(margin)(single, best, second, ranks->squares[i]);
        const int certain = (second - best > margin) & (margin > MIN_MARGIN) & (margin < MAX_MARGIN);
        labels[i] = (double)ranks->labels[i];
        uncertain[i] = certain ? 0.0 : 1.0;
    }
}

/* How far all centers may move, counted twice, before another may be nearest to one of m rows; the margin is
 * large enough to cover rounding here, too. */
TARGET static double NAME(min_gap)(int64_t m, const filter *single, const NAME(ranking) *ranks) {
    float gaps[STRIP], least = INFINITY;
    for (int64_t i = 0; i < STRIP; i++) {
        const float best = ranks->best[i], second = ranks->second[i], square = ranks->squares[i];
        const float margin = NAME(margin)(single, best, second, square);
        const float near = best + square + margin, far = second + square - margin;
        const float low = sqrtf(near > 0 ? near : 0), high = sqrtf(far > 0 ? far : 0);
        gaps[i] = high - low - (high + low) * 0x1p-22f;
    }
    for (int64_t i = 0; i < m; i++)
        least = gaps[i] < least ? gaps[i] : least;
    return least > 0 ? least : 0;
}

/* The labels of the m rows of a block where they are certain, and which are not. Rows with a deadline beyond
 * the drift, the sum of all moves of the centers, keep their hints as labels. */
TARGET static void NAME(filter_block)(const task *job, const filter *single, int64_t at, int64_t m,
    const double *hints, double *labels, double *uncertain) {
    for (int64_t i = 0; i < m; i += STRIP) {
        const int64_t rows = m - i < STRIP ? m - i : STRIP;
        double *deadline = job->deadlines && STRIP >= LANES ? job->deadlines + (at + i) / LANES : 0;
        NAME(ranking) ranks;
        if (deadline && *deadline > job->drift) {
            memcpy(labels + i, hints + i, (size_t)rows * sizeof *labels);
            memset(uncertain + i, 0, (size_t)rows * sizeof *uncertain);
            continue;
        }
        NAME(rank_strip)(job, single, rows, job->x + at + i, &ranks);
        NAME(mark_uncertain)(rows, single, &ranks, labels + i, uncertain + i);
        if (deadline)
            *deadline = NAME(count)(rows, uncertain + i, 1)
                            ? UNKNOWN
                            : (job->drift + NAME(min_gap)(rows, single, &ranks)) * (1 - 0x1p-51);
    }
}

#undef PACK_FLOATS
#undef PARTS
#undef AS_SINGLE
#undef FLOATS
#undef READ_FLOATS
#undef STRIP
