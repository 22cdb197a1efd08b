/* The nearest of many centers or of many columns, by single precision wherever its result is certain.
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

/* The best and second best score and the label of the rows of a strip, in two buffers as of running_min, and
 * their squared lengths. */
typedef struct {
    float best[2][STRIP], second[2][STRIP], labels[2][STRIP], squares[STRIP];
    int current;
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

/* Adds some columns to the scores of `count` centers, a compile-time constant; `squares` are the scores
 * before the first columns. */
TARGET INLINE void NAME(score)(const float *values, int64_t columns, const float *rows, int64_t d,
    const float *squares, float *scores, const int count) {
    NAME(floats) a[SCORES_AT_ONCE], b[SCORES_AT_ONCE];
    for (int j = 0; j < count; j++)
        if (squares)
            a[j] = b[j] = (NAME(floats)){0} + squares[j];
        else
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

/* Updates the best and second best scores with those of five centers, the first of which has index
 * `number`. */
TARGET static void NAME(rank_five)(const float *RESTRICT scores, float number, const float *RESTRICT best,
    const float *RESTRICT second, const float *RESTRICT labels, float *RESTRICT new_best,
    float *RESTRICT new_second, float *RESTRICT new_labels) {
    for (int i = 0; i < STRIP; i++) {
        float least = best[i], next = second[i], label = labels[i];
        for (int j = 0; j < SCORES_AT_ONCE; j++) {
            const float score = scores[j * STRIP + i], loser = score < least ? least : score;
            next = loser < next ? loser : next;
            label = score < least ? number + (float)j : label;
            least = score < least ? score : least;
        }
        new_best[i] = least;
        new_second[i] = next;
        new_labels[i] = label;
    }
}

/* Whether one of five centers is among the best two of a row, which for most strips and centers none is. */
TARGET static int NAME(may_rank)(const float *RESTRICT scores, const float *RESTRICT second) {
    int32_t found = 0;
    for (int i = 0; i < STRIP; i++) {
        float least = scores[i];
        for (int j = 1; j < SCORES_AT_ONCE; j++)
            least = scores[j * STRIP + i] < least ? scores[j * STRIP + i] : least;
        found |= least < second[i];
    }
    return found;
}

/* Updates them with those of `count` centers; there is room for scores up to the next multiple of five. */
TARGET static void NAME(rank)(NAME(ranking) *ranks, float *scores, int64_t count, float number) {
    for (int64_t i = count * STRIP; i % (SCORES_AT_ONCE * STRIP); i++)
        scores[i] = INFINITY;
    for (int64_t j = 0; j < count; j += SCORES_AT_ONCE) {
        const int from = ranks->current, to = 1 - from;
        if (!NAME(may_rank)(scores + j * STRIP, ranks->second[from]))
            continue;
        NAME(rank_five)(scores + j * STRIP, number + (float)j, ranks->best[from], ranks->second[from],
            ranks->labels[from], ranks->best[to], ranks->second[to], ranks->labels[to]);
        ranks->current = to;
    }
}

#define SCORE(COUNT)                                                                                         \
    TARGET static void NAME(score##COUNT)(const float *values, int64_t columns, const float *rows,           \
        int64_t d, const float *squares, float *scores) {                                                    \
        NAME(score)(values, columns, rows, d, squares, scores, COUNT);                                       \
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

TARGET static void NAME(add_scores)(const float *values, int64_t columns, const float *rows, int64_t d,
    const float *squares, int64_t count, float *scores) {
    static void (*const passes[])(const float *, int64_t, const float *, int64_t, const float *, float *) = {
        NAME(score1), NAME(score2), NAME(score3), NAME(score4), NAME(score5)};
    for (int64_t j = 0, next; j < count; j += next) {
        next = NAME(scored_next)(count - j);
        passes[next - 1](values, columns, rows + j * d, d, squares ? squares + j : 0, scores + j * STRIP);
    }
}

/* Scores all centers for the m rows of a strip. */
TARGET static void NAME(rank_strip)(const task *job, const filter *single, int64_t m, const double *x,
    NAME(ranking) *ranks) {
    const int64_t d = job->d, k = single->k;
    float values[PANEL * STRIP], scores[RANKED * STRIP], squares[STRIP] = {0};
    ranks->current = 0;
    for (int64_t i = 0; i < STRIP; i++) {
        ranks->best[0][i] = ranks->second[0][i] = INFINITY;
        ranks->squares[i] = ranks->labels[0][i] = 0;
    }
    for (int64_t first = 0; first < k; first += RANKED) {
        const int64_t count = k - first < RANKED ? k - first : RANKED;
        for (int64_t from = 0; from < d; from += PANEL) {
            const int64_t columns = d - from < PANEL ? d - from : PANEL;
            float *into = first ? squares : ranks->squares;
            if ((first == 0 || d > PANEL) && m == STRIP)
                NAME(load_strip)(
                    x + from * job->stride, job->stride, columns, single->mean + from, values, into);
            else if (first == 0 || d > PANEL)
                NAME(load_partial_strip)(
                    m, x + from * job->stride, job->stride, columns, single->mean + from, values, into);
            NAME(add_scores)(values, columns, single->rows + first * d + from, d,
                from ? 0 : single->squares + first, count, scores);
        }
        NAME(rank)(ranks, scores, count, (float)first);
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
    const float *RESTRICT squares, const float *RESTRICT indices, float slack, float max_square,
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
    float gaps[STRIP], least = INFINITY;
    NAME(gaps)(m, ranks->best[ranks->current], ranks->second[ranks->current], ranks->squares, slack,
        max_square, gaps);
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
        NAME(mark_uncertain)(rows, ranks.best[ranks.current], ranks.second[ranks.current], ranks.squares,
            ranks.labels[ranks.current], single->slack, single->max_square, labels + i, uncertain + i);
        if (deadline)
            *deadline = NAME(count)(rows, uncertain + i, 1)
                            ? UNKNOWN
                            : (job->drift + NAME(min_gap)(rows, &ranks, single->slack, single->max_square)) *
                                  (1 - 0x1p-51);
    }
}

#undef PACK_FLOATS
#undef PARTS
#undef AS_SINGLE
#undef FLOATS
#undef READ_FLOATS
#undef STRIP
