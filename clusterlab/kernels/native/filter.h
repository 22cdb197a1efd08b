/* The nearest of centers with many columns, by single precision wherever its result is certain.
 *
 * A score is the squared distance to a center minus that to the mean of all centers, |c|^2 - 2 x c, where
 * both x and c are relative to that mean. With u = 2^-24, each factor has a relative error of u, and each
 * product and each of d + 1 additions one of u of the sum so far, which is at most |c|^2 + 2 |x| |c| <= 2
 * (|x|^2 + |c|^2). So if two scores differ by more than SLACK (d + 8) u (|x|^2 + |c|^2), the distances
 * differ in the same direction, and so do the distances computed in double precision. Otherwise, or if
 * numbers are too large or too small for single precision, the distances themselves decide. */

#if defined(__GNUC__)
#define PACK_FLOATS (2 * WIDTH)
typedef float NAME(floats) __attribute__((vector_size(8 * WIDTH), aligned(4), may_alias));
typedef float NAME(singles) __attribute__((vector_size(4 * WIDTH), aligned(4), may_alias)); /* of one pack */
typedef double NAME(doubles) __attribute__((vector_size(8 * WIDTH), aligned(8), may_alias));
typedef int32_t NAME(ints) __attribute__((vector_size(8 * WIDTH), aligned(4), may_alias));
#define AS_SINGLE(doubles) __builtin_convertvector(doubles, NAME(singles))
#define SELECT_INTS(mask, yes, no) (((NAME(ints))(yes) & (mask)) | ((NAME(ints))(no) & ~(mask)))
#define SELECT_FLOATS(mask, yes, no) ((NAME(floats))SELECT_INTS(mask, yes, no))
#else
#define PACK_FLOATS 1
typedef float NAME(floats);
typedef float NAME(singles);
typedef double NAME(doubles);
typedef int32_t NAME(ints);
#define AS_SINGLE(doubles) ((float)(doubles))
#define SELECT_INTS(mask, yes, no) ((mask) ? (yes) : (no))
#define SELECT_FLOATS(mask, yes, no) SELECT_INTS(mask, yes, no)
#endif
#define INTS(from) (*(NAME(ints) *)(from))
#define FLOATS(from) (*(NAME(floats) *)(from))
#define READ_FLOATS(from) (*(const NAME(floats) *)(from))
#define STRIP (2 * PACK_FLOATS) /* rows that are scored together */
#define PARTS (STRIP / WIDTH)

/* The best and second best score, the squared lengths and the labels of the rows of a strip. */
typedef struct {
    float best[STRIP], second[STRIP], squares[STRIP];
    int32_t labels[STRIP];
} NAME(ranking);

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

/* Adds some columns to the scores of `count` centers, a compile-time constant. */
TARGET INLINE void NAME(score)(
    const float *values, int64_t columns, const float *rows, int64_t d, float *scores, const int count) {
    NAME(floats) a[SCORES_AT_ONCE], b[SCORES_AT_ONCE];
    for (int j = 0; j < count; j++)
        a[j] = READ_FLOATS(scores + j * STRIP), b[j] = READ_FLOATS(scores + j * STRIP + PACK_FLOATS);
    for (int64_t c = 0; c < columns; c++) {
        const NAME(floats) first = READ_FLOATS(values + c * STRIP),
                           second = READ_FLOATS(values + c * STRIP + PACK_FLOATS);
        for (int j = 0; j < count; j++) {
            const float at = rows[j * d + c];
            a[j] += first * at;
            b[j] += second * at;
        }
    }
    for (int j = 0; j < count; j++)
        FLOATS(scores + j * STRIP) = a[j], FLOATS(scores + j * STRIP + PACK_FLOATS) = b[j];
}

/* Updates the best and second best score with those of `count` centers, the first of which has index
 * `number`. */
TARGET static void NAME(rank)(NAME(ranking) *ranks, const float *scores, int64_t count, int32_t number) {
    for (int64_t i = 0; i < STRIP; i += PACK_FLOATS) {
        NAME(floats) best = READ_FLOATS(ranks->best + i), second = READ_FLOATS(ranks->second + i);
        NAME(ints) labels = INTS(ranks->labels + i), own = {0};
        own += number;
        for (int64_t j = 0; j < count; j++, own += 1) {
            const NAME(floats) score = READ_FLOATS(scores + j * STRIP + i);
            const NAME(ints) wins = score < best;
            const NAME(floats) loser = SELECT_FLOATS(wins, best, score);
            second = SELECT_FLOATS(loser < second, loser, second);
            labels = SELECT_INTS(wins, own, labels);
            best = SELECT_FLOATS(wins, score, best);
        }
        FLOATS(ranks->best + i) = best;
        FLOATS(ranks->second + i) = second;
        INTS(ranks->labels + i) = labels;
    }
}

#define SCORE(COUNT)                                                                                         \
    TARGET static void NAME(score##COUNT)(                                                                   \
        const float *values, int64_t columns, const float *rows, int64_t d, float *scores) {                 \
        NAME(score)(values, columns, rows, d, scores, COUNT);                                                \
    }
SCORE(1)
SCORE(2)
SCORE(3)
SCORE(4)
SCORE(5)
#undef SCORE

/* The number of centers scored next, which divides the `left` ones into parts of similar size. */
TARGET static int64_t NAME(scored_next)(int64_t left) {
    const int64_t parts = (left + SCORES_AT_ONCE - 1) / SCORES_AT_ONCE;
    return (left + parts - 1) / parts;
}

TARGET static void NAME(add_scores)(
    const float *values, int64_t columns, const float *rows, int64_t d, int64_t count, float *scores) {
    static void (*const passes[])(const float *, int64_t, const float *, int64_t, float *) = {
        NAME(score1), NAME(score2), NAME(score3), NAME(score4), NAME(score5)};
    for (int64_t j = 0, next; j < count; j += next) {
        next = NAME(scored_next)(count - j);
        passes[next - 1](values, columns, rows + j * d, d, scores + j * STRIP);
    }
}

/* Scores all centers for the m rows of a strip. */
TARGET static void NAME(rank_strip)(const task *job, const filter *single, int64_t m, const double *x,
    NAME(ranking) *ranks) {
    const int64_t d = job->d, k = job->k;
    float values[PANEL * STRIP], scores[RANKED * STRIP], squares[STRIP] = {0};
    for (int64_t i = 0; i < STRIP; i++) {
        ranks->best[i] = ranks->second[i] = INFINITY;
        ranks->squares[i] = 0;
        ranks->labels[i] = 0;
    }
    for (int64_t first = 0; first < k; first += RANKED) {
        const int64_t count = k - first < RANKED ? k - first : RANKED;
        for (int64_t j = 0; j < count; j++)
            for (int64_t i = 0; i < STRIP; i++)
                scores[j * STRIP + i] = single->squares[first + j];
        for (int64_t from = 0; from < d; from += PANEL) {
            const int64_t columns = d - from < PANEL ? d - from : PANEL;
            float *into = first ? squares : ranks->squares;
            if ((first == 0 || d > PANEL) && m == STRIP)
                NAME(load_strip)(
                    x + from * job->stride, job->stride, columns, single->mean + from, values, into);
            else if (first == 0 || d > PANEL)
                NAME(load_partial_strip)(
                    m, x + from * job->stride, job->stride, columns, single->mean + from, values, into);
            NAME(add_scores)(values, columns, single->rows + first * d + from, d, count, scores);
        }
        NAME(rank)(ranks, scores, count, (int32_t)first);
    }
}

TARGET static int64_t NAME(count)(int64_t m, const double *own, double cluster) {
    int64_t found = 0;
    for (int64_t i = 0; i < m; i++)
        found += own[i] == cluster;
    return found;
}

/* Writes the labels of m ranked rows, and which of them are uncertain. */
TARGET static void NAME(mark_uncertain)(int64_t m, const float *RESTRICT best, const float *RESTRICT second,
    const float *RESTRICT squares, const int32_t *RESTRICT indices, float slack, float max_square,
    double *RESTRICT labels, double *RESTRICT uncertain) {
    for (int64_t i = 0; i < m; i++) {
        const float margin = slack * (squares[i] + max_square);
        const int certain = (second[i] - best[i] > margin) & (margin > MIN_MARGIN) & (margin < MAX_MARGIN);
        labels[i] = (double)indices[i];
        uncertain[i] = certain ? 0.0 : 1.0;
    }
}

/* How far all centers may move, counted twice, before another may be nearest to each row; the margin is
 * large enough to cover rounding here, too. */
TARGET static void NAME(gaps)(int64_t m, const float *RESTRICT best, const float *RESTRICT second,
    const float *RESTRICT squares, float slack, float max_square, float *RESTRICT gaps) {
    for (int64_t i = 0; i < m; i++) {
        const float margin = slack * (squares[i] + max_square);
        const float near = best[i] + squares[i] + margin, next = second[i] + squares[i] - margin;
        const float low = sqrtf(near > 0 ? near : 0), high = sqrtf(next > 0 ? next : 0);
        gaps[i] = high - low - (high + low) * 0x1p-22f;
    }
}

TARGET static double NAME(min_gap)(int64_t m, const NAME(ranking) *ranks, float slack, float max_square) {
    float gaps[STRIP], least;
    NAME(gaps)(m, ranks->best, ranks->second, ranks->squares, slack, max_square, gaps);
    least = gaps[0];
    for (int64_t i = 1; i < m; i++)
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
        NAME(mark_uncertain)(rows, ranks.best, ranks.second, ranks.squares, ranks.labels, single->slack,
            single->max_square, labels + i, uncertain + i);
        if (deadline)
            *deadline = NAME(count)(rows, uncertain + i, 1)
                            ? UNKNOWN
                            : (job->drift + NAME(min_gap)(rows, &ranks, single->slack, single->max_square)) *
                                  (1 - 0x1p-51);
    }
}

#undef PACK_FLOATS
#undef PARTS
#undef SELECT_INTS
#undef SELECT_FLOATS
#undef INTS
#undef AS_SINGLE
#undef FLOATS
#undef READ_FLOATS
#undef STRIP
